package dev.ipcscope.samples;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** An HTTP client on a Unix socket that asks what is in stock, five questions a connection. */
final class StockTalker implements Sample {

    private static final String[] PATHS = {"/stock/tea", "/stock/coffee", "/stock/water", "/shop/tea"};
    private static final int REQUESTS_A_CONNECTION = 5;

    @Override
    public String name() {
        return "stock-talker";
    }

    @Override
    public String help() {
        return "HTTP client of the Unix socket FILE";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        long sent = 0;
        while (sent < options.count()) {
            try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(options.file()))) {
                for (int i = 0; i < REQUESTS_A_CONNECTION && sent < options.count(); i++) {
                    String request = "GET " + PATHS[(int) (sent % PATHS.length)] + " HTTP/1.1\r\nHost: stock\r\n\r\n";
                    socket.write(StandardCharsets.UTF_8.encode(request));
                    out.println(firstLine(socket));
                    sent++;
                    options.rest();
                }
            }
        }
    }

    /** Answers are small and come in one piece, so one read has the whole. */
    private static String firstLine(SocketChannel socket) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        if (socket.read(answer) < 0) {
            throw new EOFException("the server hung up");
        }
        return StandardCharsets.UTF_8.decode(answer.flip()).toString().split("\r\n", 2)[0];
    }
}
