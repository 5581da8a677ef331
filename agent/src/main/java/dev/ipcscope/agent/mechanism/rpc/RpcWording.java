package dev.ipcscope.agent.mechanism.rpc;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Wording;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/** What a message was found to mean when it was recorded. */
@AutoService(Wording.class)
public final class RpcWording implements Wording {

    @Override
    public String mechanism() {
        return RpcMechanism.ID;
    }

    @Override
    public @Nullable String line(Message message) {
        return message.kind() == Kind.DATA && message.details().attributes().get(ReadingLog.PDU) instanceof String line
                ? line
                : null;
    }
}
