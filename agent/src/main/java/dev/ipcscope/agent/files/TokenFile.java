package dev.ipcscope.agent.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The file with the token that server, agents and command line share: one line of 16 to 512 visible ASCII characters.
 */
public final class TokenFile {

    private static final int LARGEST = 4096;

    private TokenFile() {}

    /**
     * Reads the token.
     *
     * @throws IOException in words when there is no such file or it holds no token
     */
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no token file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "the token file " + file + " can't be read: permission denied; its owner is who made it", e);
        } catch (IOException e) {
            throw new IOException("the token file " + file + " can't be read: " + FileErrors.words(e), e);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(
                    "the token file " + file + " holds no token: it is larger than " + LARGEST + " bytes");
        }
        String token = new String(bytes, StandardCharsets.UTF_8).strip();
        if (token.length() < 16 || token.length() > 512 || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IOException("the token file " + file
                    + " holds no token: 16 to 512 visible ASCII characters on one line belong there");
        }
        return token;
    }

    /**
     * Reads the token, or makes a random one when there is no such file. Of several that do so at the same moment all
     * get the same token. The file belongs to its owner alone.
     */
    public static String readOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PrivateFiles.createDirectories(folder);
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        // A link appears with its content in one step, so nobody reads half a token.
        Path fresh = file.resolveSibling(file.getFileName() + "."
                + ProcessHandle.current().pid() + "." + Thread.currentThread().getId() + ".new");
        try (FileChannel channel = PrivateFiles.create(fresh)) {
            ByteBuffer line = ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        }
        try {
            publish(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return read(file);
    }

    private static void publish(Path fresh, Path file) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return; // somebody was faster: theirs holds
        } catch (UnsupportedOperationException | IOException e) {
            // A file system without hard links: a rename that refuses an existing name is nearly as good.
            if (!Files.exists(file)) {
                Files.move(fresh, file);
            }
        }
    }
}
