package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;

/** The message's number. */
final class IdTerm extends NumberTerm {

    IdTerm() {
        super("id", Scope.ROW);
    }

    @Override
    public String help() {
        return "The message's number: id:4711, id>=1000";
    }

    @Override
    long number(Message message) {
        return message.id();
    }
}
