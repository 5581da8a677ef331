package dev.ipcscope.samples;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What a sample is told: {@code ADDRESS [INTERVAL_MILLIS [COUNT]]}.
 *
 * @param address host:port, or a file
 * @param intervalMillis a talker's rest between two messages
 * @param count messages to send before it ends
 */
record Options(String address, long intervalMillis, long count) {

    /** Reads the arguments from index 1; throws {@link IllegalArgumentException} in words. */
    static Options parse(String[] args) {
        if (args.length < 2 || args.length > 4) {
            throw new IllegalArgumentException("expected NAME ADDRESS [INTERVAL_MILLIS [COUNT]]");
        }
        return new Options(
                args[1], args.length > 2 ? number(args[2]) : 250, args.length > 3 ? number(args[3]) : Long.MAX_VALUE);
    }

    /** The address as host and port; an IPv6 host may stand in brackets. */
    InetSocketAddress socket() {
        int colon = address.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + address + "' is not HOST:PORT");
        }
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, (int) number(address.substring(colon + 1)));
    }

    /** The address as a file. */
    Path file() {
        return Path.of(address);
    }

    /** Waits between two messages. */
    void rest() throws InterruptedException {
        Thread.sleep(intervalMillis);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }
}
