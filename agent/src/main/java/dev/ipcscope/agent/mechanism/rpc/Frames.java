package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.decode.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts one direction of a conversation into the protocol's frames, however its bytes came: several in a payload, or one
 * over many. Holds at most {@code limit} bytes; of a larger frame it keeps the beginning and counts the rest. Where bytes
 * are missing or are no frame, it goes on at the next payload that begins with one. For one thread.
 */
final class Frames {

    /** How long a frame is, from its first bytes. */
    interface Measure {
        /** Bytes from {@code from} up to {@code to}: the frame's length, 0 when more must be seen, -1 when it is none. */
        long of(byte[] bytes, int from, int to);
    }

    /** What became of a frame with a payload. */
    enum State {
        /** It is complete with this payload. */
        WHOLE,
        /** More of it is to come. */
        BEGUN,
        /** It is over, and its end isn't known: it wasn't kept, or was too much to hold. */
        CUT,
        /** It is no frame. */
        ALIEN
    }

    /**
     * A frame, or bytes that are none, of which some lie in the payload.
     *
     * @param bytes what there is of it from its beginning
     * @param start where it begins in the payload; below 0 when it began in an earlier one
     * @param size how long it is, 0 when that isn't known yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(State state, byte[] bytes, int start, long size) {}

    private final Measure measure;
    private final int limit;
    private byte[] held = {};
    private int count;
    private long passed; // bytes of the frame that came, held or not
    private long size;
    private long skip; // bytes that belong to a frame that was given up

    Frames(Measure measure, int limit) {
        this.measure = measure;
        this.limit = limit;
    }

    /** Whether the next byte begins a frame. */
    boolean isBetweenFrames() {
        return passed == 0 && skip == 0;
    }

    /** Bytes held. */
    int size() {
        return held.length;
    }

    /** What this payload is made of, in order. */
    List<Piece> feed(Payload payload) {
        List<Piece> pieces = new ArrayList<>();
        byte[] bytes = payload.bytes();
        long missing = Math.max(0, payload.length() - bytes.length);
        int at = (int) Math.min(skip, bytes.length);
        skip -= at;
        while (at < bytes.length) {
            int start = (int) Math.max(Integer.MIN_VALUE / 2, at - passed);
            int taken = take(bytes, at);
            if (taken < 0) {
                pieces.add(new Piece(State.ALIEN, Arrays.copyOf(held, count), start, 0));
                reset();
                return pieces; // where the next frame begins isn't known
            }
            at += taken;
            if (size > 0 && passed == size) {
                pieces.add(piece(count == size ? State.WHOLE : State.CUT, start));
                reset();
            } else if (at >= bytes.length) {
                pieces.add(piece(missing > 0 ? State.CUT : State.BEGUN, start));
            }
        }
        lose(missing);
        return pieces;
    }

    private Piece piece(State state, int start) {
        return new Piece(state, Arrays.copyOf(held, count), start, size);
    }

    /** Takes what belongs to the frame; -1 when it turns out to be none. */
    private int take(byte[] bytes, int at) {
        int taken = 0;
        while (size == 0 && at + taken < bytes.length) {
            // byte by byte only where a header is split over payloads
            int step = passed == 0 ? Math.min(bytes.length - at, 64) : 1;
            keep(bytes, at + taken, step);
            taken += step;
            long measured = measure.of(held, 0, count);
            if (measured < 0) {
                return -1;
            }
            size = measured;
        }
        if (size > 0 && passed > size) {
            int back = (int) (passed - size);
            passed = size;
            count = (int) Math.min(count, size);
            return taken - back;
        }
        int rest = (int) Math.min(size == 0 ? 0 : size - passed, bytes.length - at - taken);
        keep(bytes, at + taken, rest);
        return taken + rest;
    }

    private void keep(byte[] bytes, int from, int many) {
        int kept = Math.min(many, limit - count);
        if (kept > 0) {
            if (count + kept > held.length) {
                long wanted = Math.max(count + kept, Math.min(Math.max(size, 2L * held.length), limit));
                held = Arrays.copyOf(held, (int) wanted);
            }
            System.arraycopy(bytes, from, held, count, kept);
            count += kept;
        }
        passed += many;
    }

    /** These bytes were sent and not kept: the frame's end comes after them, or nobody knows where a frame begins. */
    private void lose(long missing) {
        if (missing == 0) {
            return;
        }
        if (skip > 0) {
            skip = Math.max(0, skip - missing);
            return;
        }
        long left = size - passed;
        boolean known = passed > 0 && size > 0 && left >= missing;
        reset();
        skip = known ? left - missing : 0;
    }

    private void reset() {
        count = 0;
        passed = 0;
        size = 0;
        if (held.length > 8_192) {
            held = new byte[0];
        }
    }
}
