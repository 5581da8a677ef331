package dev.ipcscope.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.page.Summary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message as a JSON object; its members are a promise to scripts. */
final class MessageJson {

    private MessageJson() {}

    /**
     * Writes one object.
     *
     * @param withPayload whether the message holds its whole payload; otherwise payload and kept are left out
     */
    static void write(JsonGenerator json, Message message, boolean withPayload) throws IOException {
        Conversation talk = message.conversation();
        json.writeStartObject();
        json.writeNumberField("id", message.id());
        json.writeStringField("capture", message.capture());
        json.writeStringField("time", Times.utc(message.time()));
        json.writeNumberField("mono", message.mono());
        json.writeStringField("agent", message.agent());
        json.writeNumberField("agentSeq", message.agentSeq());
        json.writeStringField("mechanism", talk.mechanism());
        json.writeStringField("endpoint", talk.endpoint());
        json.writeNumberField("conversation", talk.number());
        json.writeStringField("direction", message.direction().word());
        json.writeStringField("kind", message.kind().word());
        json.writeNumberField("length", message.length());
        if (withPayload && message.payload().length < message.length()) {
            json.writeNumberField("kept", message.payload().length);
        }
        process(json, "client", talk.client());
        process(json, "server", talk.server());
        if (withPayload) {
            json.writeBinaryField("payload", message.payload());
        }
        json.writeStringField("summary", Summary.of(message));
        details(json, message.kind(), message.details());
        json.writeEndObject();
    }

    private static void process(JsonGenerator json, String name, ProcessInfo process) throws IOException {
        json.writeObjectFieldStart(name);
        number(json, "pid", process.pid());
        number(json, "tid", process.tid());
        json.writeStringField("name", process.name());
        json.writeStringField("path", process.path());
        json.writeStringField("command", process.command());
        json.writeStringField("user", process.user());
        json.writeEndObject();
    }

    private static void details(JsonGenerator json, Kind kind, Details details) throws IOException {
        Details.Failure error = details.error();
        if (error != null) {
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", error.code());
            json.writeStringField("text", error.text());
            json.writeEndObject();
        }
        Details.Gap gap = details.gap();
        if (gap != null) {
            json.writeObjectFieldStart("gap");
            number(json, "count", gap.count());
            json.writeStringField("reason", gap.reason());
            json.writeEndObject();
        }
        if (kind == Kind.SNAPSHOT || !details.ranges().isEmpty()) { // of one that only shrank: none
            json.writeArrayFieldStart("ranges");
            for (Details.Range range : details.ranges()) {
                json.writeStartObject();
                json.writeNumberField("offset", range.offset());
                json.writeNumberField("length", range.length());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!details.attributes().isEmpty()) {
            json.writeFieldName("attributes");
            Json.write(json, new java.util.TreeMap<>(details.attributes()));
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }
}
