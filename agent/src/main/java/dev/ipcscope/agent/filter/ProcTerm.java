package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The name of the client's or the server's process. */
final class ProcTerm extends WordTerm {

    ProcTerm() {
        super("proc", true);
    }

    @Override
    public String help() {
        return "Part of the name of either process, or all of it with *: proc:redis, proc:redis*";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.conversation().client().name();
    }

    @Override
    @Nullable
    String second(Message message) {
        return message.conversation().server().name();
    }
}
