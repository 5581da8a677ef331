package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Conversation;
import java.util.Comparator;
import java.util.List;

/** The decoders of this program. Immutable. */
public final class Decoders {

    private static final System.Logger LOG = System.getLogger(Decoders.class.getName());

    private final List<Decoder> all;

    /** These, asked in the order of their ids. */
    public Decoders(List<Decoder> decoders) {
        all = decoders.stream().sorted(Comparator.comparing(Decoder::id)).toList();
    }

    /** Those of the class path, loaded once; a broken one is skipped and logged. */
    public static Decoders ofThisProgram() {
        return Shared.DECODERS;
    }

    /** Begins to read a conversation. */
    public Decoding begin(Conversation conversation) {
        return new Decoding(all, conversation);
    }

    private static final class Shared {
        private static final Decoders DECODERS = new Decoders(Providers.load(Decoder.class, LOG));
    }
}
