package dev.ipcscope.server.store;

import java.util.Arrays;

/** The channels of one segment by number. One thread adds, any number read. */
final class Dictionary {
    private volatile Channel[] channels = new Channel[64];
    private volatile int size;

    int size() {
        return size;
    }

    Channel get(int number) {
        return channels[number];
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void add(Channel channel) {
        if (size == channels.length) {
            channels = Arrays.copyOf(channels, size * 2);
        }
        channels[size] = channel;
        size++;
    }
}
