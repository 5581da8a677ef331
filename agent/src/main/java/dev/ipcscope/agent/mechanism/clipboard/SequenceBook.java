package dev.ipcscope.agent.mechanism.clipboard;

/**
 * Tells whether contents were replaced before they could be read. Windows counts its number up once for emptying the
 * clipboard and once for each format that is put there, so contents of n formats account for at most n + 1. Pure.
 */
final class SequenceBook {

    private static final long LEAST = 2;

    private long last;
    private long spare;

    /** From this number on. */
    SequenceBook(long now) {
        this.last = now;
    }

    /** Whether these contents have been told already. */
    boolean isKnown(long sequence) {
        return sequence == last;
    }

    /**
     * Contents were read.
     *
     * @param formats how many there are
     * @return the numbers that nobody has read, the first and the last; empty when there are none
     */
    long[] read(long sequence, int formats) {
        long before = last;
        last = sequence;
        long own = formats + 1L;
        long passed = sequence - before & 0xffff_ffffL; // it begins anew after 32 bits
        spare = passed - LEAST;
        return passed > own ? new long[] {before + 1, sequence - own} : new long[0];
    }

    /**
     * So many more changes were notified than were read: how many of them the numbers have room for.
     *
     * @return how many there were whose contents nobody has read
     */
    int alsoNotified(int changes) {
        int found = (int) Math.max(0, Math.min(changes, spare / LEAST));
        spare -= found * LEAST;
        return found;
    }
}
