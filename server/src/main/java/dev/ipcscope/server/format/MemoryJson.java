package dev.ipcscope.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ipcscope.agent.memory.Places;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details.Range;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.server.memory.Moment;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A memory at a moment as a JSON object; its members are a promise to scripts. */
public final class MemoryJson {

    private MemoryJson() {}

    /**
     * The object.
     *
     * @param window the bytes that are told; a range beyond the memory tells none
     */
    public static Map<String, @Nullable Object> of(Moment moment, Range window) {
        Message snapshot = moment.snapshot();
        Conversation talk = snapshot.conversation();
        int size = moment.image().size();
        int from = (int) Math.min(window.offset(), size);
        int end = from + (int) Math.min(window.length(), size - from);
        return Json.object(
                "conversation", talk.number(),
                "capture", snapshot.capture(),
                "agent", snapshot.agent(),
                "mechanism", talk.mechanism(),
                "endpoint", talk.endpoint(),
                "id", snapshot.id(),
                "time", Times.utc(snapshot.time()),
                "previous", moment.previous() == 0 ? null : moment.previous(),
                "next", moment.next() == 0 ? null : moment.next(),
                "size", size,
                "unknown", moment.image().unknown(),
                "torn", moment.torn(),
                "doubt", moment.doubt().isEmpty() ? null : moment.doubt(),
                "holders", moment.holders().stream().map(MemoryJson::holder).toList(),
                "changed", ranges(moment.changed()),
                "fields", moment.values().stream().map(MemoryJson::field).toList(),
                "offset", from,
                "bytes", new ImageInput(moment.image(), from, end));
    }

    private static Map<String, @Nullable Object> holder(Moment.Holder holder) {
        return Json.object("pid", holder.pid(), "name", holder.name(), "access", holder.writes() ? "write" : "read");
    }

    /** One after the other: there may be many. */
    private static Iterable<Map<String, @Nullable Object>> ranges(Places places) {
        return () -> StreamSupport.stream(places.spliterator(), false)
                .map(MemoryJson::range)
                .iterator();
    }

    private static Map<String, @Nullable Object> range(Range range) {
        return Json.object("offset", range.offset(), "length", range.length());
    }

    private static Map<String, @Nullable Object> field(Moment.Named field) {
        return Json.object(
                "name", field.name(),
                "offset", field.offset(),
                "type", field.type(),
                "value", field.value(),
                "before", field.before(),
                "changed", field.changed());
    }

    /** Writes the object on a line of its own, without holding it as a whole: a memory may be large. */
    public static void write(Moment moment, Range window, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            Json.write(json, of(moment, window));
        }
        out.write('\n');
    }
}
