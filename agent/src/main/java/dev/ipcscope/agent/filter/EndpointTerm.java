package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The endpoint's name, with or without its mechanism. */
final class EndpointTerm extends WordTerm {

    EndpointTerm() {
        super("endpoint", true);
    }

    @Override
    public String help() {
        return "Part of the endpoint's name, or all of it with *, with or without its mechanism: endpoint:6379, endpoint:tcp:127.*";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.conversation().endpoint();
    }

    @Override
    @Nullable
    String second(Message message) {
        return message.conversation().mechanism() + ':' + message.conversation().endpoint();
    }
}
