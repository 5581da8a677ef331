package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.relay.RelayThreads;
import dev.ipcscope.agent.tap.Recorder;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.win32.HandleScan;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.PipeClient;
import dev.ipcscope.agent.win32.PipeState;
import dev.ipcscope.agent.win32.SwappedHandle;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A tap that takes over the server's own ends of a pipe, all that there are when it is opened. */
final class SwappedTap implements Tap {

    private static final long JOIN_MS = 2_000;
    private static final long CHECK_MS = 200;

    private final TapSpec spec;
    private final Processes processes = new Processes();
    private final List<SwappedEnd> ends = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private SwappedTap(TapSpec spec) {
        this.spec = spec;
    }

    /** Opens it: canonical spec, support checked. */
    static SwappedTap open(TapSpec spec, Recorder recorder) throws IOException {
        SwappedTap tap = new SwappedTap(spec);
        try {
            for (HeldObject end : serverEnds(spec.listen())) {
                PipeState state = Objects.requireNonNull(end.pipe());
                SwappedHandle handle = SwappedHandle.take(end, state);
                tap.ends.add(new SwappedEnd(end, handle, recorder, tap.processes));
            }
            for (SwappedEnd end : tap.ends) {
                tap.threads.add(RelayThreads.start("pipe swap " + spec.listen(), end));
            }
            tap.processes.each(CHECK_MS, () -> tap.ends.forEach(SwappedEnd::check));
            return tap;
        } catch (IOException | OutOfMemoryError e) {
            tap.ends.stream().skip(tap.threads.size()).forEach(SwappedEnd::undo);
            tap.close();
            throw e;
        }
    }

    private static List<HeldObject> serverEnds(String name) throws IOException {
        HandleScan scan = HandleScan.of(HeldObject.Kind.PIPE);
        long self = ProcessHandle.current().pid();
        List<HeldObject> ends = scan.named(HeldObject.Kind.PIPE, name).stream()
                .filter(end ->
                        end.pid() != self && end.pipe() != null && end.pipe().server())
                .toList();
        if (!ends.isEmpty()) {
            return ends;
        }
        if (PipeClient.await(name, 1) == Win32Exception.FILE_NOT_FOUND) {
            throw PipeRefusals.missing(name);
        }
        throw new IOException("the server's handles of " + name + " can't be seen: "
                + scan.closedProcesses().size() + " processes may not be opened and " + scan.silent()
                + " handles don't answer; run the agent as the server's user or as administrator,"
                + " or tap it by a relay, pipe:FRONT=" + name);
    }

    @Override
    public TapSpec spec() {
        return spec;
    }

    @Override
    public String endpoint() {
        return spec.listen();
    }

    @Override
    public int conversations() {
        return (int) ends.stream().filter(SwappedEnd::isTalking).count();
    }

    @Override
    public String note() {
        long lost = ends.stream().filter(SwappedEnd::isOver).count();
        return lost == 0
                ? "instances that the server makes later aren't tapped;"
                        + " a server that closes its instance to make it anew may meet error 231"
                : "the server has closed " + lost + " of " + ends.size()
                        + " instances that were taken over: close the tap and open it again for its new ones";
    }

    /** Gives the server's ends back; one with a client stays in its place until that one hangs up. */
    @Override
    public void close() {
        processes.close();
        ends.forEach(SwappedEnd::stop);
        for (int i = 0; i < threads.size(); i++) {
            try {
                if (!ends.get(i).isTalking()) {
                    threads.get(i).join(JOIN_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
