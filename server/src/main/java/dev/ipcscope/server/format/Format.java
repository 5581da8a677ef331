package dev.ipcscope.server.format;

import dev.ipcscope.agent.model.Message;
import java.io.IOException;
import java.io.OutputStream;

/** A way of writing messages one after the other. Always UTF-8. */
public interface Format {

    /** As it is asked for: {@code jsonl}. */
    String name();

    /** The media type. */
    String contentType();

    /** Begins to write; nothing is buffered beyond {@link Writer#flush}, and the stream stays open. */
    Writer writer(OutputStream out) throws IOException;

    /** Writes messages; one thread. */
    interface Writer {
        /** Writes one message. */
        void write(Message message) throws IOException;

        /** Hands on everything written so far. */
        void flush() throws IOException;
    }
}
