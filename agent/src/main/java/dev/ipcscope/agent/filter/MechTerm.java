package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The mechanism's id. */
final class MechTerm extends WordTerm {

    MechTerm() {
        super("mech", false);
    }

    @Override
    public String help() {
        return "The mechanism, as taps are written: mech:tcp";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.conversation().mechanism();
    }
}
