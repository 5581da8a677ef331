package dev.ipcscope.server.store;

import dev.ipcscope.agent.wire.WireItem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch that was checked against what its spool had sent before: what came twice is left out, nothing is missing.
 *
 * @param items what is new, in order, each message preceded by a time base
 * @param seq the spool's last sequence number after it
 * @param messages how many messages are in it
 * @param bytes payload bytes in it
 * @param joined of messages that came in parts: how many bytes their parts have, by sequence number
 */
record Batch(List<WireItem> items, long seq, int messages, long bytes, Map<Long, Long> joined) {

    /** What a spool has sent so far, as far as it was accepted; guarded by the store's lock. */
    static final class Progress {
        /** Of a spool that nothing is known of. */
        static final long NONE = -1;

        /** The last sequence number, or {@link #NONE}. */
        long seq;
        /** Bytes that came so far of messages that travel in parts, by sequence number. */
        Map<Long, Long> parts = new HashMap<>();

        Progress(long seq) {
            this.seq = seq;
        }

        /** Goes back to what is committed, after a batch has failed. */
        void reset(long committed) {
            seq = committed;
            parts.clear();
        }
    }

    /** No more messages may be half sent at a time; an agent sends the parts of one message after the other. */
    private static final int MAX_UNFINISHED = 256;

    /**
     * Checks a batch; the progress moves on only when the whole batch is right.
     *
     * @throws OutOfOrderException when something before it is missing
     * @throws IllegalArgumentException when it makes no sense
     */
    static Batch check(List<WireItem> items, Progress progress) throws OutOfOrderException {
        Checker checker = new Checker(progress);
        for (WireItem item : items) {
            checker.take(item);
        }
        progress.seq = checker.seq;
        progress.parts = checker.parts;
        return new Batch(checker.kept, checker.seq, checker.messages, checker.bytes, checker.joined);
    }

    private static final class Checker {
        final List<WireItem> kept = new ArrayList<>();
        final long before;
        long seq;
        Map<Long, Long> parts;
        Map<Long, Long> joined = Map.of();
        boolean based;
        int messages;
        long bytes;

        Checker(Progress progress) {
            before = progress.seq;
            seq = progress.seq;
            parts = progress.parts.isEmpty() ? progress.parts : new HashMap<>(progress.parts);
        }

        void take(WireItem item) throws OutOfOrderException {
            if (item instanceof WireItem.Item message) {
                message(message);
            } else if (item instanceof WireItem.Part part) {
                part(part);
            } else if (item instanceof WireItem.Session session) {
                if (next(session.seq())) {
                    kept.add(session);
                }
            } else {
                based |= item instanceof WireItem.TimeBase;
                kept.add(item);
            }
        }

        private void message(WireItem.Item message) throws OutOfOrderException {
            if (!based) {
                throw new IllegalArgumentException("message " + message.seq() + " comes before any time base");
            }
            if (!next(message.seq())) {
                return;
            }
            Long sent = parts.isEmpty() ? null : parts.remove(message.seq());
            long size = message.payload().remaining() + (sent == null ? 0 : sent);
            if (message.length() < size) {
                throw new IllegalArgumentException("message " + message.seq() + " has " + size
                        + " bytes of payload but says it was " + message.length() + " long");
            }
            if (sent != null) {
                joined = joined.isEmpty() ? new HashMap<>() : joined;
                joined.put(message.seq(), sent);
            }
            kept.add(message);
            messages++;
            bytes += message.payload().remaining();
        }

        private void part(WireItem.Part part) throws OutOfOrderException {
            if (part.seq() <= seq) {
                return;
            }
            long have = parts.getOrDefault(part.seq(), 0L);
            if (part.offset() > have) {
                throw new OutOfOrderException(
                        before, "of message " + part.seq() + " the bytes from " + have + " on are missing");
            }
            if (part.offset() < 0) {
                throw new IllegalArgumentException("a part of message " + part.seq() + " at " + part.offset());
            }
            int skip = (int) Math.min(have - part.offset(), part.bytes().remaining());
            int fresh = part.bytes().remaining() - skip;
            if (fresh == 0) {
                return;
            }
            if (parts.size() >= MAX_UNFINISHED && have == 0) {
                throw new IllegalArgumentException(
                        "more than " + MAX_UNFINISHED + " messages are sent in parts at once");
            }
            if (parts.isEmpty()) {
                parts = new HashMap<>();
            }
            parts.put(part.seq(), have + fresh);
            kept.add(skip == 0 ? part : tail(part, skip));
            bytes += fresh;
        }

        private static WireItem.Part tail(WireItem.Part part, int skip) {
            ByteBuffer rest = part.bytes().slice(skip, part.bytes().remaining() - skip);
            return new WireItem.Part(part.seq(), part.offset() + skip, rest);
        }

        /** Whether this is the next sequence number; false when it was there before. */
        private boolean next(long number) throws OutOfOrderException {
            if (number < 1) {
                throw new IllegalArgumentException("sequence numbers begin with 1, not " + number);
            }
            if (number <= seq) {
                return false;
            }
            if (number != seq + 1 && seq != Progress.NONE) {
                throw new OutOfOrderException(before, "after " + seq + " comes " + number + ": something is missing");
            }
            seq = number;
            return true;
        }
    }
}
