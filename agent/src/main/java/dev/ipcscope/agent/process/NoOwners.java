package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** For systems that nobody has written a search for. */
enum NoOwners implements SocketOwners {
    INSTANCE;

    @Override
    public CompletableFuture<ProcessInfo> tcp(InetSocketAddress local, InetSocketAddress remote) {
        return CompletableFuture.completedFuture(ProcessInfo.UNKNOWN);
    }

    @Override
    public CompletableFuture<ProcessInfo> udp(InetSocketAddress local, @Nullable InetSocketAddress remote) {
        return CompletableFuture.completedFuture(ProcessInfo.UNKNOWN);
    }

    @Override
    public CompletableFuture<ProcessInfo> inode(LongSupplier inode) {
        return CompletableFuture.completedFuture(ProcessInfo.UNKNOWN);
    }

    @Override
    public CompletableFuture<ProcessInfo> process(long pid) {
        return CompletableFuture.completedFuture(NumberOnly.INSTANCE.describe(pid));
    }

    @Override
    public boolean fitsThisMachine() {
        return true;
    }
}
