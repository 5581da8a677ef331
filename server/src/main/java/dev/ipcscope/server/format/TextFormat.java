package dev.ipcscope.server.format;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.page.Summary;
import dev.ipcscope.server.page.Visible;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One line a message, for the terminal: nothing captured can move the cursor, hide or reorder text. */
final class TextFormat implements Format {

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public Writer writer(OutputStream out) {
        return new Writer() {
            @Override
            public void write(Message message) throws IOException {
                out.write(line(message).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    private static String line(Message message) {
        Conversation talk = message.conversation();
        String line = String.format(
                Locale.ROOT,
                "%8d %s %-8s %-24s %s %s %s %-8s %7d %s",
                message.id(),
                Times.local(message.time()),
                talk.mechanism(),
                talk.endpoint(),
                process(talk.client()),
                arrow(message.direction()),
                process(talk.server()),
                message.kind().word(),
                message.length(),
                Summary.of(message));
        return Visible.line(line) + "\n";
    }

    private static String process(ProcessInfo process) {
        String name = process.name() == null ? "?" : process.name();
        return process.pid() == null ? name : name + "(" + process.pid() + ")";
    }

    private static String arrow(Direction direction) {
        return switch (direction) {
            case CLIENT_TO_SERVER -> "→";
            case SERVER_TO_CLIENT -> "←";
            case NONE -> "·";
        };
    }
}
