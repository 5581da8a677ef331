package dev.ipcscope.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** An HTTP server on a Unix socket that says how much is in stock. */
final class StockListener implements Sample {

    @Override
    public String name() {
        return "stock-listener";
    }

    @Override
    public String help() {
        return "HTTP server on the Unix socket FILE";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException {
        Files.deleteIfExists(options.file());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(options.file()));
            out.println("listening " + options.file());
            while (true) {
                SocketChannel client = server.accept();
                Thread thread = new Thread(() -> serve(client), "stock");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void serve(SocketChannel client) {
        try (client) {
            BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                skipHeaders(in);
                client.write(StandardCharsets.UTF_8.encode(answer(request)));
            }
        } catch (IOException e) {
            // the client has gone: nobody to tell
        }
    }

    private static void skipHeaders(BufferedReader in) throws IOException {
        String header = in.readLine();
        while (header != null && !header.isEmpty()) {
            header = in.readLine();
        }
    }

    static String answer(String request) {
        String[] words = request.split(" ");
        if (words.length != 3 || !words[1].startsWith("/stock/")) {
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        }
        String item = words[1].substring("/stock/".length());
        String body = "{\"item\":\"" + item + "\",\"left\":" + Math.floorMod(item.hashCode(), 100) + "}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
