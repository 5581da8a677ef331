package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** The name of the capture. */
final class CaptureTerm extends WordTerm {

    CaptureTerm() {
        super("capture", false);
    }

    @Override
    public String help() {
        return "The capture's whole name, * for any characters: capture:nightly*";
    }

    @Override
    @Nullable
    String first(Message message) {
        return message.capture();
    }
}
