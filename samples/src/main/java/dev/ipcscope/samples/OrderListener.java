package dev.ipcscope.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP server that takes orders as JSON lines and answers each with another. */
final class OrderListener implements Sample {

    private static final Pattern ORDER = Pattern.compile("\"order\":(\\d+).*\"count\":(\\d+)");
    private static final int CENTS = 420;

    @Override
    public String name() {
        return "order-listener";
    }

    @Override
    public String help() {
        return "TCP server at HOST:PORT, answers orders in JSON lines";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(options.socket());
            out.println("listening " + options.socket().getHostString() + ":" + server.getLocalPort());
            while (true) {
                Socket client = server.accept();
                Thread thread = new Thread(() -> serve(client), "orders of " + client.getRemoteSocketAddress());
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // the client has gone: nobody to tell
        }
    }

    static String answer(String line) {
        Matcher order = ORDER.matcher(line);
        if (!order.find()) {
            return "{\"error\":\"that is no order\"}";
        }
        int count = Integer.parseInt(order.group(2));
        if (count == 0) {
            return "{\"order\":" + order.group(1) + ",\"state\":\"rejected\",\"reason\":\"nothing ordered\"}";
        }
        return String.format(
                "{\"order\":%s,\"state\":\"accepted\",\"total\":%d.%02d,\"currency\":\"€\"}",
                order.group(1), count * CENTS / 100, count * CENTS % 100);
    }
}
