package dev.ipcscope.samples;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP client that orders things in JSON lines, ten orders a connection. */
final class OrderTalker implements Sample {

    private static final String[] ITEMS = {"tea", "coffee", "crème brûlée", "日本酒", "water"};
    private static final int ORDERS_A_CONNECTION = 10;

    @Override
    public String name() {
        return "order-talker";
    }

    @Override
    public String help() {
        return "TCP client of HOST:PORT, sends orders in JSON lines";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        long order = 1;
        while (order <= options.count()) {
            try (Socket socket = new Socket()) {
                socket.connect(options.socket());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                for (int i = 0; i < ORDERS_A_CONNECTION && order <= options.count(); i++) {
                    socket.getOutputStream().write(request(order).getBytes(StandardCharsets.UTF_8));
                    String answer = in.readLine();
                    if (answer == null) {
                        throw new EOFException(options.address() + " hung up");
                    }
                    out.println(answer);
                    order++;
                    options.rest();
                }
            }
        }
    }

    private static String request(long order) {
        String item = ITEMS[(int) (order % ITEMS.length)];
        return "{\"order\":" + order + ",\"item\":\"" + item + "\",\"count\":" + order * 7 % 12 + "}\n";
    }
}
