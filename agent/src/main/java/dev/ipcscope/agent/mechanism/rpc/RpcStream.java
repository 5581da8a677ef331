package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection that carries PDUs both ways, in whatever pieces they come. For one thread. */
final class RpcStream {

    private static final int MAX_PDU = 65_535;

    private final RpcState state;
    private final Frames asked = new Frames(PduReader::measure, MAX_PDU);
    private final Frames answered = new Frames(PduReader::measure, MAX_PDU);

    RpcStream(Interfaces interfaces) {
        state = new RpcState(interfaces);
    }

    /** More names of interfaces and operations. */
    void learn(List<RpcInterface> more) {
        state.learn(more);
    }

    /** What is known of the next payload's first call, or null. */
    void told(@Nullable Told about) {
        state.told(about);
    }

    /** Bytes held, about. */
    int size() {
        return asked.size() + answered.size() + state.size();
    }

    /** Reads the next payload and says so, with offsets in it. False when nothing in it is a PDU. */
    boolean feed(Payload payload, Said said) {
        Frames frames = payload.direction() == Direction.SERVER_TO_CLIENT ? answered : asked;
        int size = payload.bytes().length;
        boolean known = false;
        for (Frames.Piece piece : frames.feed(payload)) {
            switch (piece.state()) {
                case WHOLE -> {
                    read(piece, payload.direction(), said, size);
                    known = true;
                }
                case CUT -> {
                    read(piece, payload.direction(), said, size);
                    said.problem("not all of it was kept");
                    known = true;
                }
                case BEGUN -> known |= begun(piece, said, size);
                case ALIEN -> said.problem("from byte " + Math.max(0, piece.start()) + " on it is no PDU");
            }
        }
        return known;
    }

    private void read(Frames.Piece piece, Direction direction, Said said, int size) {
        PduReader.Pdu pdu = PduReader.read(piece.bytes(), direction, state);
        said.add(pdu.summary(), pdu.nodes(), piece.start(), size);
        if (piece.state() == Frames.State.WHOLE && !pdu.problem().isEmpty()) {
            said.problem(pdu.problem());
        }
    }

    /** Not complete yet: it is read with the payload that completes it. */
    private static boolean begun(Frames.Piece piece, Said said, int size) {
        if (piece.size() == 0) {
            return false; // not even its header is complete
        }
        String text = PduReader.kind(piece.bytes()) + (piece.start() < 0 ? " goes on" : " begins") + ", "
                + piece.bytes().length + " of " + piece.size() + " bytes";
        Node part = new Node("Part of a PDU", text, 0, piece.bytes().length, null, List.of());
        said.add(text, List.of(part), piece.start(), size);
        return true;
    }
}
