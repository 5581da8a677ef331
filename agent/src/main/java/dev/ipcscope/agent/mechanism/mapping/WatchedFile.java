package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * One file that is open for reading, and which file that is: a name can come to mean another one.
 *
 * <p>While it is open its inode can't be given to another file, so that identities can be compared.
 */
record WatchedFile(Path path, FileChannel channel, Object identity) implements Memory {

    /** Opens a file read only. Errors are in words for a person. */
    static WatchedFile open(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        if (attributes == null) {
            throw new TapWaitingException(path + " does not exist; the tap opens when it appears");
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(path + " is " + what(attributes) + ": only regular files can be compared");
        }
        FileChannel channel = channel(path);
        try {
            // had the name changed its meaning since, the next look finds another identity and begins anew
            WatchedFile file = new WatchedFile(path, channel, identity(attributes));
            file.length();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Which file the name means now; null when it means none. */
    static @Nullable Object identityOf(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes == null ? null : identity(attributes);
    }

    @Override
    public long length() throws IOException {
        long length = channel.size();
        if (length > Protocol.MAX_MESSAGE) {
            throw new IOException(path + " has " + length + " bytes; a snapshot holds at most " + Protocol.MAX_MESSAGE);
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
                    .log(System.Logger.Level.WARNING, path + " could not be closed: " + e.getMessage());
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            TapWaitingException gone = new TapWaitingException(path + " does not exist; the tap opens when it appears");
            gone.initCause(e);
            throw gone;
        } catch (AccessDeniedException e) {
            throw new IOException(
                    path + " can't be read: permission denied (EACCES 13); run the agent as a user who may read it", e);
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    private static Object identity(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? attributes.creationTime() : key; // Windows has no file key in the JDK
    }

    private static String what(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? "a directory" : "a device, FIFO or socket";
    }
}
