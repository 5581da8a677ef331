package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The name of the process that answers. */
final class ToTerm extends WordTerm {

    ToTerm() {
        super("to", true);
    }

    @Override
    public String help() {
        return "Part of the server's process name, or all of it with *: to:redis";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.conversation().server().name();
    }
}
