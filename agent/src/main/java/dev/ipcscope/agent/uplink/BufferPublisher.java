package dev.ipcscope.agent.uplink;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Hands a direct buffer to the HTTP client in slices, without copying it as {@code BodyPublishers.ofByteArray} does.
 */
final class BufferPublisher implements Flow.Publisher<ByteBuffer> {

    private static final int SLICE = 128 << 10;

    private final ByteBuffer bytes;

    BufferPublisher(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Slices(bytes.duplicate(), subscriber));
    }

    private static final class Slices implements Flow.Subscription {
        private final ByteBuffer rest;
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private long demand;
        private boolean running;
        private boolean ended;

        Slices(ByteBuffer rest, Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.rest = rest;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                if (running) {
                    return; // onNext asked for more: the loop below goes on
                }
                running = true;
            }
            for (ByteBuffer slice = next(); slice != null; slice = next()) {
                subscriber.onNext(slice);
            }
        }

        private @Nullable ByteBuffer next() {
            synchronized (this) {
                if (!ended && demand > 0 && rest.hasRemaining()) {
                    demand--;
                    int n = Math.min(SLICE, rest.remaining());
                    ByteBuffer slice = rest.slice(rest.position(), n);
                    rest.position(rest.position() + n);
                    return slice;
                }
                running = false;
                if (ended || rest.hasRemaining()) {
                    return null;
                }
                ended = true;
            }
            subscriber.onComplete();
            return null;
        }

        @Override
        public synchronized void cancel() {
            ended = true;
        }
    }
}
