package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The name of the process that asked. */
final class FromTerm extends WordTerm {

    FromTerm() {
        super("from", true);
    }

    @Override
    public String help() {
        return "Part of the client's process name, or all of it with *: from:psql";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.conversation().client().name();
    }
}
