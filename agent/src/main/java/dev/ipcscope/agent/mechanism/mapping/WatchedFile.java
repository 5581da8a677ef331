package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * One file that is open for reading, and which file that is: a name can come to mean another one.
 *
 * <p>While it is open its inode can't be given to another file, so that identities can be compared.
 */
record WatchedFile(NamedFile named, FileChannel channel, Object identity) implements Memory {

    /** Opens a file read only. Errors are in words for a person. */
    static WatchedFile open(NamedFile named) throws IOException {
        NamedFile.State state = named.state();
        if (state == null) {
            throw missing(named);
        }
        if (!state.regular()) {
            throw new IOException(named.name() + " is "
                    + (state.directory() ? "a directory" : "a device, FIFO or socket")
                    + ": only regular files can be compared");
        }
        FileChannel channel = channel(named);
        try {
            // had the name changed its meaning since, the next look finds another identity and begins anew
            WatchedFile file = new WatchedFile(named, channel, state.identity());
            file.length();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long length() throws IOException {
        long length = channel.size();
        if (length > Protocol.MAX_MESSAGE) {
            throw new IOException(
                    named.name() + " has " + length + " bytes; a snapshot holds at most " + Protocol.MAX_MESSAGE);
        }
        return length;
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
        long from = at - into.position();
        while (into.hasRemaining() && channel.read(into, from + into.position()) > 0) {
            // a read may return fewer bytes than there are
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(WatchedFile.class.getName())
                    .log(System.Logger.Level.WARNING, named.name() + " could not be closed: " + e.getMessage());
        }
    }

    private static FileChannel channel(NamedFile named) throws IOException {
        try {
            return named.open();
        } catch (NoSuchFileException e) {
            TapWaitingException gone = missing(named);
            gone.initCause(e);
            throw gone;
        } catch (AccessDeniedException e) {
            throw new IOException(
                    named.name()
                            + " can't be read: permission denied (EACCES 13); run the agent as a user who may read it",
                    e);
        }
    }

    private static TapWaitingException missing(NamedFile named) {
        return new TapWaitingException(named.name() + " does not exist; the tap opens when it appears");
    }
}
