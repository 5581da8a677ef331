package dev.ipcscope.agent.mechanism.rpc;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connection-oriented DCE/RPC (C706 section 12.6): over TCP, named pipes, and the Unix sockets that Samba uses for local
 * RPC. In an {@code rpc} tap every payload is tried; elsewhere a conversation whose first bytes are no PDU is left alone.
 */
@AutoService(Decoder.class)
public final class DceRpcDecoder implements Decoder {

    private static final Set<String> CARRIERS = Set.of("tcp", "pipe", "unix");

    @Override
    public String id() {
        return "dcerpc";
    }

    @Override
    public String title() {
        return "DCE/RPC";
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        boolean rpc = conversation.mechanism().equals(RpcMechanism.ID);
        return rpc || CARRIERS.contains(conversation.mechanism()) ? new Reading(title(), rpc) : null;
    }

    private static final class Reading implements Session {
        private final String title;
        private final boolean patient;
        private final RpcStream stream = new RpcStream(Interfaces.WELL_KNOWN);
        private boolean known;
        private boolean over;

        Reading(String title, boolean patient) {
            this.title = title;
            this.patient = patient;
        }

        @Override
        public void opened(Map<String, Object> attributes) {
            stream.learn(IdlNames.of(attributes));
        }

        @Override
        public void told(Map<String, Object> attributes) {
            stream.told(Told.of(attributes));
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public @Nullable Decoded decode(Payload payload) {
            if (over) {
                return null;
            }
            Said said = new Said();
            known |= stream.feed(payload, said);
            over = !known && !patient && !said.problem().isEmpty();
            return said.isKnown() ? said.decoded(title) : null;
        }
    }
}
