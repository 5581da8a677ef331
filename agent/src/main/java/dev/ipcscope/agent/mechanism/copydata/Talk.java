package dev.ipcscope.agent.mechanism.copydata;

import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.ConversationLog;
import dev.ipcscope.agent.tap.Forerunners;
import dev.ipcscope.agent.win32.ProxyWindow;
import dev.ipcscope.agent.win32.Win32Exception;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one process sends to one window: each call with its result, or that it waits, or how it failed. */
final class Talk {

    static final int LONG_SECONDS = 5;
    private static final long EXACT_IN_JSON = 1L << 53;

    private final ConversationLog log;
    private final ScheduledExecutorService clock;
    private final AtomicLong calls = new AtomicLong();

    private final long window;

    /** One with the window of this number. */
    Talk(ConversationLog log, long window, ScheduledExecutorService clock) {
        this.log = log;
        this.window = window;
        this.clock = clock;
    }

    ConversationLog log() {
        return log;
    }

    void close(String how) {
        log.close(Details.of(Map.of("end", how)));
    }

    /** Records a call, which goes on when this returns. */
    ProxyWindow.Answer call(long sender, long dwData, long length, @Nullable ByteBuffer data) {
        long number = calls.incrementAndGet();
        return new Call(number, record("call", number, sender, dwData, length, data));
    }

    /** Records what goes to all windows: the real one gets it, too, and nobody hears its result. */
    void broadcast(long sender, long dwData, long length, @Nullable ByteBuffer data) {
        record("broadcast", true, sender, dwData, length, data);
    }

    private long record(String what, Object value, long sender, long dwData, long length, @Nullable ByteBuffer data) {
        Forerunners.beforeMessage();
        long now = ConversationLog.now();
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(what, value);
        attributes.put("dwData", "0x" + Long.toHexString(dwData));
        attributes.put("sender", "0x" + Long.toHexString(sender));
        log.record(Kind.DATA, Direction.CLIENT_TO_SERVER, now, length, data, Details.of(attributes));
        return now;
    }

    /** A number that a reader of JSON gets exactly; one that it would round is text. */
    static Object exact(long value) {
        return value > -EXACT_IN_JSON && value < EXACT_IN_JSON ? (Object) value : Long.toString(value);
    }

    private final class Call implements ProxyWindow.Answer {
        private final long number;
        private final long began;
        private final @Nullable Future<?> reminder;

        Call(long number, long began) {
            this.number = number;
            this.began = began;
            this.reminder = remind();
        }

        private @Nullable Future<?> remind() {
            try {
                return clock.schedule(this::waits, LONG_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                return null; // the tap is closing
            }
        }

        private void waits() {
            Map<String, Object> attributes = Map.of(
                    "call", number, "pending", true, "text", "no answer for " + LONG_SECONDS + " s, still waiting");
            log.record(Kind.EVENT, Direction.NONE, ConversationLog.now(), 0, null, Details.of(attributes));
        }

        @Override
        public void answered(long result, long by) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("result", exact(result));
            if (by != window) {
                attributes.put("window", "0x" + Long.toHexString(by));
            }
            end(Kind.DATA, null, attributes);
        }

        @Override
        public void failed(Win32Exception why) {
            end(Kind.ERROR, new Details.Failure(why.code(), String.valueOf(why.getMessage())), Map.of());
        }

        private void end(Kind kind, Details.@Nullable Failure failure, Map<String, Object> more) {
            if (reminder != null) {
                reminder.cancel(false);
            }
            long now = ConversationLog.now();
            Map<String, Object> attributes = new LinkedHashMap<>(more);
            attributes.put("call", number);
            attributes.put("duration", now - began);
            log.record(
                    kind, Direction.SERVER_TO_CLIENT, now, 0, null, new Details(failure, null, List.of(), attributes));
        }
    }
}
