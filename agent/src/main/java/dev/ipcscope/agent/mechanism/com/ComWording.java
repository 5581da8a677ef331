package dev.ipcscope.agent.mechanism.com;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Wording;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call in one line, {@code IAccount.Deposit(amount 12.5)}, and its answer, {@code IAccount.Deposit → 112.5}. */
@AutoService(Wording.class)
public final class ComWording implements Wording {

    @Override
    public String mechanism() {
        return "com";
    }

    @Override
    public @Nullable String line(Message message) {
        Map<String, Object> about = message.details().attributes();
        if (message.kind() == Kind.ERROR && message.details().error() != null) {
            return message.details().error().text();
        }
        if (about.get("text") instanceof String text) {
            return text;
        }
        if (message.kind() != Kind.DATA || !(about.get("method") instanceof String method)) {
            return null;
        }
        String type = String.valueOf(about.get("interface"));
        Map<String, @Nullable Object> values = Json.members(message.payload());
        if (!(about.get("hresult") instanceof String hresult)) {
            return values == null
                    ? type + "." + method + "(…)"
                    : Sentence.call(type, method, String.valueOf(about.get("invoke")), values);
        }
        int code = Long.decode(hresult).intValue();
        Map<?, ?> exception = about.get("exception") instanceof Map<?, ?> map ? map : Map.of();
        return type + "." + method + (values == null ? " → …" : Sentence.answer(code, values, exception));
    }
}
