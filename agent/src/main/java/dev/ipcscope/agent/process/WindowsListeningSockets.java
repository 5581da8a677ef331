package dev.ipcscope.agent.process;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.win32.SocketTable;
import dev.ipcscope.agent.win32.SocketTable.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** From the tables of the IP helper API. They don't tell whether a UDP socket is connected. */
@AutoService(ListeningSockets.class)
public final class WindowsListeningSockets implements ListeningSockets {

    private static final Comparator<InetSocketAddress> BY_PORT = Comparator.comparingInt(InetSocketAddress::getPort)
            .thenComparing(address -> address.getAddress().getHostAddress());

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    @Override
    public List<Listening> tcp() throws IOException {
        return find(SocketTable.tcpListening(), Socket::listening);
    }

    @Override
    public List<Listening> udp() throws IOException {
        return find(SocketTable.udp(), socket -> socket.local().getPort() != 0);
    }

    private static List<Listening> find(List<Socket> sockets, Predicate<Socket> waits) {
        Map<InetSocketAddress, TreeSet<Long>> pids = new TreeMap<>(BY_PORT);
        for (Socket socket : sockets) {
            if (waits.test(socket)) {
                pids.computeIfAbsent(socket.local(), address -> new TreeSet<>()).add(socket.pid());
            }
        }
        ProcessLookup lookup = ProcessLookup.ofThisMachine();
        Map<Long, ProcessInfo> described = new HashMap<>();
        return pids.entrySet().stream()
                .map(entry -> new Listening(
                        entry.getKey(),
                        entry.getValue().stream()
                                .filter(pid -> pid > 0)
                                .map(pid -> described.computeIfAbsent(pid, lookup::describe))
                                .toList()))
                .toList();
    }
}
