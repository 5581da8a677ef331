package dev.ipcscope.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ipcscope.agent.model.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object with messages in it, and single messages. */
public final class JsonArray {

    private JsonArray() {}

    /** Writes {@code {"messages":[…], …more}} without payloads. */
    public static void write(OutputStream out, List<Message> messages, Map<String, @Nullable Object> more)
            throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("messages");
            for (Message message : messages) {
                MessageJson.write(json, message, false);
            }
            json.writeEndArray();
            for (Map.Entry<String, @Nullable Object> entry : more.entrySet()) {
                json.writeFieldName(entry.getKey());
                Json.write(json, entry.getValue());
            }
            json.writeEndObject();
        }
    }

    /** Writes one message with its payload. */
    public static void write(OutputStream out, Message message) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            MessageJson.write(json, message, true);
        }
    }
}
