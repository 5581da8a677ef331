package dev.ipcscope.agent.mechanism.copydata;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.GuessedText;
import dev.ipcscope.agent.decode.Wording;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Message;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** WM_COPYDATA in a sentence: {@code call 3, dwData 0x2a: {"order": 1}}, {@code call 3 returned 1 after 2.1 ms}. */
@AutoService(Wording.class)
public final class CopydataWording implements Wording {

    private static final int LOOKED_AT = 1_024;

    @Override
    public String mechanism() {
        return "copydata";
    }

    @Override
    public @Nullable String line(Message message) {
        Map<String, Object> attributes = message.details().attributes();
        Object call = attributes.get("call");
        if (call == null) {
            return attributes.containsKey("broadcast")
                    ? "to all windows, dwData " + attributes.get("dwData") + ": " + content(message)
                    : null;
        }
        return switch (message.kind()) {
            case DATA ->
                message.direction() == Direction.CLIENT_TO_SERVER
                        ? "call " + call + ", dwData " + attributes.get("dwData") + ": " + content(message)
                        : "call " + call + " returned " + attributes.get("result") + after(attributes);
            case EVENT -> "call " + call + ": " + attributes.get("text");
            case ERROR -> "call " + call + " failed" + after(attributes) + why(message.details());
            default -> null;
        };
    }

    private static String content(Message message) {
        if (message.length() == 0) {
            return "no bytes";
        }
        byte[] payload = message.payload();
        byte[] start = payload.length > LOOKED_AT ? Arrays.copyOf(payload, LOOKED_AT) : payload;
        GuessedText text = GuessedText.of(start, start.length < message.length());
        return text == null
                ? String.format(Locale.ROOT, "%,d bytes", message.length())
                : CopydataDecoder.summary(text.text());
    }

    private static String after(Map<String, Object> attributes) {
        if (!(attributes.get("duration") instanceof Number nanos)) {
            return "";
        }
        double micros = nanos.longValue() / 1e3;
        if (micros < 1e3) {
            return String.format(Locale.ROOT, " after %.0f µs", micros);
        }
        return micros < 1e6
                ? String.format(Locale.ROOT, " after %.1f ms", micros / 1e3)
                : String.format(Locale.ROOT, " after %.1f s", micros / 1e6);
    }

    private static String why(Details details) {
        return details.error() == null ? "" : ": " + details.error().text();
    }
}
