package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What was recorded, a decoded line for each message with data. */
final class RpcLines {

    private RpcLines() {}

    static List<String> of(RecordedMessages recorded) {
        List<String> lines = new ArrayList<>();
        for (RecordedMessages.Log log : recorded.conversations()) {
            Decoder.Session session = Objects.requireNonNull(new DceRpcDecoder()
                    .begin(new Conversation(
                            1, "rpc", "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null)));
            for (Entry entry : log.entries()) {
                if (entry.kind() == Kind.OPEN) {
                    session.opened(entry.details().attributes());
                } else if (entry.kind() == Kind.DATA) {
                    Decoded decoded =
                            session.decode(new Payload(entry.direction(), entry.bytes(), entry.bytes().length));
                    lines.add(decoded == null ? "unknown" : decoded.summary());
                }
            }
        }
        return lines;
    }
}
