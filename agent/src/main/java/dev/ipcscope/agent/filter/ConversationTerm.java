package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;

/** The conversation's number. */
final class ConversationTerm extends NumberTerm {

    ConversationTerm() {
        super("conversation", Scope.CONVERSATION);
    }

    @Override
    public String help() {
        return "The conversation's number: conversation:12";
    }

    @Override
    long number(Message message) {
        return message.conversation().number();
    }
}
