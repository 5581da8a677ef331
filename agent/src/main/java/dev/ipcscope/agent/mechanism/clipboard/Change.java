package dev.ipcscope.agent.mechanism.clipboard;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.win32.ClipboardContents.Content;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of one change, and how it is told once it was noticed: the event with all formats, as soon as all sizes
 * are known or reading takes too long; then what was read. Any thread.
 */
final class Change {

    private final ConversationLog log;
    private final long sequence;
    private final long mono;
    private final Map<Format, String> notRead;
    private final Map<Format, Content> contents = new LinkedHashMap<>();
    private boolean told;

    /**
     * One of these formats.
     *
     * @param notRead each format with the reason why it isn't read, or an empty one
     */
    Change(Notices.Notice noticed, long sequence, Map<Format, String> notRead) {
        this.log = noticed.log();
        this.sequence = sequence;
        this.mono = noticed.mono();
        this.notRead = new LinkedHashMap<>(notRead);
    }

    long sequence() {
        return sequence;
    }

    ConversationLog log() {
        return log;
    }

    /** Formats that are to be read and haven't been. */
    synchronized List<Format> left() {
        return notRead.keySet().stream()
                .filter(format -> reason(format).isEmpty() && !contents.containsKey(format))
                .toList();
    }

    private String reason(Format format) {
        return notRead.getOrDefault(format, "");
    }

    /** Nothing of it is read, for this reason. */
    synchronized void leave(String why) {
        notRead.replaceAll((format, reason) -> why);
    }

    synchronized void read(Format format, Content content) {
        contents.put(format, content);
    }

    /** A format can't be read. */
    void failed(Format format, int code, String why) {
        synchronized (this) {
            notRead.put(format, why);
        }
        tell();
        log.record(
                Kind.ERROR,
                Direction.NONE,
                ConversationLog.now(),
                0,
                null,
                new Details(
                        new Details.Failure(code, format.name() + " of the clipboard: " + why),
                        null,
                        List.of(),
                        Map.of("sequence", sequence, "format", format.name())));
    }

    /** Reading waits for the owner. */
    void waits(String text) {
        tell();
        log.record(
                Kind.EVENT,
                Direction.NONE,
                ConversationLog.now(),
                0,
                null,
                Details.of(Map.of("sequence", sequence, "pending", true, "text", text)));
    }

    /** The event with all formats; once. */
    synchronized void tell() {
        if (told) {
            return;
        }
        told = true;
        List<Map<String, Object>> formats = new ArrayList<>();
        for (Format format : notRead.keySet()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", format.name());
            one.put("id", format.id());
            Content content = contents.get(format);
            if (content != null) {
                one.put("size", content.length());
            } else if (!reason(format).isEmpty()) {
                one.put("notRead", reason(format));
            }
            formats.add(one);
        }
        log.record(
                Kind.EVENT,
                Direction.CLIENT_TO_SERVER,
                mono,
                0,
                null,
                Details.of(Map.of("sequence", sequence, "formats", formats)));
    }

    /** All that was read. */
    synchronized void tellContents() {
        tell();
        contents.forEach((format, content) -> log.record(
                Kind.DATA,
                Direction.CLIENT_TO_SERVER,
                mono,
                content.length(),
                ByteBuffer.wrap(content.bytes()),
                Details.of(Map.of("sequence", sequence, "format", format.name(), "formatId", format.id()))));
    }
}
