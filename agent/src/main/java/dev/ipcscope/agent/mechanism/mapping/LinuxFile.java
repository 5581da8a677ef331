package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.linux.ErrnoException;
import dev.ipcscope.agent.linux.FileInfo;
import dev.ipcscope.agent.linux.RawFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of Linux, whose name is bytes: UTF-8 here. */
record LinuxFile(String name) implements NamedFile {

    @Override
    public @Nullable State state() throws IOException {
        FileInfo info = info();
        return info == null
                ? null
                : new State(info.isRegular(), info.isDirectory(), new Identity(info.device(), info.inode()));
    }

    /** Device and inode, which no other file has while this one is open. */
    record Identity(long device, long inode) {}

    @Nullable
    FileInfo info() throws IOException {
        try {
            return FileInfo.of(name);
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.ENOTDIR) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public FileChannel open() throws IOException {
        try (RawFile file = RawFile.openNow(name, RawFile.Mode.READ)) {
            // Java opens the same file once more by a name that it can write: proc_pid_fd(5).
            return FileChannel.open(Path.of("/proc/self/fd/" + file.fd().number()), StandardOpenOption.READ);
        } catch (ErrnoException e) {
            throw switch (e.errno()) {
                case ErrnoException.ENOENT, ErrnoException.ENOTDIR -> new NoSuchFileException(name);
                case ErrnoException.EACCES -> new AccessDeniedException(name);
                default -> e;
            };
        }
    }
}
