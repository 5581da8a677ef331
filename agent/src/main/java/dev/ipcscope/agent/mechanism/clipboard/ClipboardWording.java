package dev.ipcscope.agent.mechanism.clipboard;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoders;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Wording;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change in a sentence: {@code change 12: CF_UNICODETEXT 24 bytes, CF_BITMAP (a handle, not bytes)}. */
@AutoService(Wording.class)
public final class ClipboardWording implements Wording {

    @Override
    public String mechanism() {
        return "clipboard";
    }

    @Override
    public @Nullable String line(Message message) {
        Map<String, Object> attributes = message.details().attributes();
        Object sequence = attributes.get("sequence");
        if (message.kind() == Kind.DATA && attributes.get("format") instanceof String format) {
            return format + ": " + content(message);
        }
        if (message.kind() == Kind.EVENT && attributes.get("formats") instanceof List<?> formats) {
            return "change " + sequence + ": "
                    + (formats.isEmpty()
                            ? "emptied"
                            : formats.stream().map(ClipboardWording::format).collect(Collectors.joining(", ")));
        }
        return message.kind() == Kind.EVENT && attributes.get("text") instanceof String text
                ? "change " + sequence + ": " + text
                : null;
    }

    private static String content(Message message) {
        Decoded decoded = Decoders.ofThisProgram().begin(message.conversation()).decode(Payload.of(message));
        return decoded == null || decoded.summary().isEmpty() ? bytes(message.length()) : decoded.summary();
    }

    private static String format(Object format) {
        if (!(format instanceof Map<?, ?> one)) {
            return String.valueOf(format);
        }
        if (one.get("size") instanceof Number size) {
            return one.get("name") + " " + bytes(size.longValue());
        }
        Object why = one.get("notRead");
        return one.get("name") + (why == null ? "" : " (" + why + ")");
    }

    private static String bytes(long length) {
        return String.format(Locale.ROOT, length == 1 ? "%,d byte" : "%,d bytes", length);
    }
}
