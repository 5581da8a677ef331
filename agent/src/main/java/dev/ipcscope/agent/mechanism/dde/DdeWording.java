package dev.ipcscope.agent.mechanism.dde;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Wording;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code request Price of stock|quotes}, {@code Price of stock|quotes is 12.5}, {@code poke Price: busy}. */
@AutoService(Wording.class)
public final class DdeWording implements Wording {

    private static final double MILLI = 1e6;

    @Override
    public String mechanism() {
        return DdeMechanism.ID;
    }

    @Override
    public @Nullable String line(Message message) {
        if (message.kind() == Kind.EVENT || message.kind() == Kind.ERROR) {
            return message.kind() == Kind.EVENT ? waiting(message) : null;
        }
        Map<String, Object> said = message.details().attributes();
        if (message.kind() != Kind.DATA || !(said.get("operation") instanceof String operation)) {
            return null;
        }
        String item = item(message, said);
        String value = DdeValue.text(message.payload(), text(said, "format"));
        if (message.direction() == Direction.CLIENT_TO_SERVER) {
            return question(operation, item, value, said);
        }
        return answer(operation, item, value, said);
    }

    private static String waiting(Message message) {
        Map<String, Object> said = message.details().attributes();
        return text(said, "operation") + item(message, said) + ": " + text(said, "text");
    }

    private static String question(String operation, String item, String value, Map<String, Object> said) {
        return switch (operation) {
            case "execute" -> "execute " + value;
            case "poke" -> "poke" + item + " = " + value;
            case "request" -> "request" + item + format(said);
            case "advise" -> "advise" + item + ", " + text(said, "link") + " link" + format(said);
            case "acknowledge" -> "received" + item + ": " + text(said, "result");
            default -> operation + item + format(said);
        };
    }

    private static String answer(String operation, String item, String value, Map<String, Object> said) {
        String result = text(said, "result");
        if (operation.equals("data")) {
            return "news" + item + (text(said, "link").equals("warm") ? " changed" : " = " + value);
        }
        if (result.equals("data")) {
            return operation + item + " → " + value + took(said);
        }
        if (operation.equals("acknowledge") && !said.containsKey("call")) {
            return result + item + ", which nobody waits for";
        }
        Object code = said.get("applicationCode");
        return operation + item + " → " + result + (code == null ? "" : ", code " + code) + took(said);
    }

    private static String item(Message message, Map<String, Object> said) {
        String item = text(said, "item");
        String server = message.conversation().serverAddress();
        return (item.isEmpty() ? "" : " " + item) + (server == null || item.isEmpty() ? "" : " of " + server);
    }

    private static String format(Map<String, Object> said) {
        String format = text(said, "format");
        return format.isEmpty() || format.equals("CF_TEXT") ? "" : " as " + format;
    }

    private static String took(Map<String, Object> said) {
        return said.get("duration") instanceof Number nanos
                ? String.format(Locale.ROOT, " (%.1f ms)", nanos.longValue() / MILLI)
                : "";
    }

    private static String text(Map<String, Object> said, String name) {
        Object value = said.get(name);
        return value == null ? "" : value.toString();
    }
}
