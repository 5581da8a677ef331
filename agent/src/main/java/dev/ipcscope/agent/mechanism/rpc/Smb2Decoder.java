package dev.ipcscope.agent.mechanism.rpc;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SMB 2 and 3 over TCP ([MS-SMB2] 2.1 and 2.2), as far as it takes to read the named pipes in it: which pipe, and the
 * DCE/RPC that is written, read and transceived. Files are named, their content isn't looked at; what is encrypted is said
 * to be so. A conversation that doesn't begin with SMB is left alone.
 */
@AutoService(Decoder.class)
public final class Smb2Decoder implements Decoder {

    private static final int MAX_HELD = 96 << 10;
    private static final int TRANSPORT = 4;

    @Override
    public String id() {
        return "smb2";
    }

    @Override
    public String title() {
        return "SMB2";
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        return conversation.mechanism().equals("tcp") ? new Reading(title()) : null;
    }

    /** The length of a message with the four bytes before it: RFC 1002 section 4.3.1, [MS-SMB2] 2.1. */
    static long measure(byte[] bytes, int from, int to) {
        int there = to - from;
        if (there < 4) {
            return there > 0 && bytes[from] != 0 && (bytes[from] & 0xfc) != 0x80 && bytes[from] != (byte) 0x85 ? -1 : 0;
        }
        long length =
                TRANSPORT + ((bytes[from + 1] & 0xffL) << 16 | (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff);
        if (bytes[from] != 0) {
            int type = bytes[from] & 0xff;
            return type >= 0x81 && type <= 0x85 && length <= 76 ? length : -1;
        }
        for (int i = 4; i < Math.min(there, 8); i++) {
            int b = bytes[from + i] & 0xff;
            boolean right = i == 4 ? b >= 0xfc : b == "SMB".charAt(i - 5);
            if (!right) {
                return -1;
            }
        }
        return there < 8 ? 0 : length < 8 ? -1 : length;
    }

    private static final class Reading implements Session {
        private final String title;
        private final Smb2State state = new Smb2State();
        private final Frames asked = new Frames(Smb2Decoder::measure, MAX_HELD);
        private final Frames answered = new Frames(Smb2Decoder::measure, MAX_HELD);
        private boolean known;
        private boolean over;

        Reading(String title) {
            this.title = title;
        }

        @Override
        public void opened(Map<String, Object> attributes) {
            state.learn(IdlNames.of(attributes));
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
            Frames frames = payload.direction() == Direction.SERVER_TO_CLIENT ? answered : asked;
            for (Frames.Piece piece : frames.feed(payload)) {
                read(piece, payload, said);
            }
            known |= said.isKnown();
            over = !known && !said.problem().isEmpty();
            return said.isKnown() ? said.decoded(title) : null;
        }

        private void read(Frames.Piece piece, Payload payload, Said said) {
            int size = payload.bytes().length;
            if (piece.state() == Frames.State.ALIEN) {
                said.problem("from byte " + Math.max(0, piece.start()) + " on it is no SMB");
            } else if (piece.state() == Frames.State.BEGUN) {
                if (piece.size() > 0) {
                    String text = "SMB message " + (piece.start() < 0 ? "goes on" : "begins") + ", "
                            + passed(piece, size) + " of " + piece.size() + " bytes";
                    Node part = new Node("Part of a message", text, 0, size - piece.start(), null, List.of());
                    said.add(text, List.of(part), piece.start(), size);
                }
            } else {
                new Smb2Reader(piece.bytes(), payload.direction(), state, said, piece.start(), size)
                        .read(piece.state() == Frames.State.WHOLE);
            }
        }

        private static long passed(Frames.Piece piece, int size) {
            return Math.min(piece.size(), (long) size - piece.start());
        }
    }
}
