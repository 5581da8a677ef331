package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.KernelName;
import dev.ipcscope.agent.win32.ObjectDirectory;
import dev.ipcscope.agent.win32.SectionView;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the sections in which listeners publish the pipes of their {@link NetPipe} addresses. */
final class NetPipeLookup {

    private static final long LARGEST = 1 << 16;

    private NetPipeLookup() {}

    /**
     * The pipe to which a client of this address would go now.
     *
     * @throws TapWaitingException when nobody listens there
     * @throws IOException when a listener's section can't be read
     */
    static String resolve(String uri) throws IOException {
        IOException refused = null;
        for (String section : NetPipe.sections(uri)) {
            try {
                String pipe = read(section);
                if (pipe != null) {
                    return pipe;
                }
            } catch (Win32Exception e) {
                if (e.code() == Win32Exception.ACCESS_DENIED) {
                    refused = new IOException(
                            e.getMessage() + ": " + uri + " is served by a program of another user or an administrator:"
                                    + " run the agent as that user or as administrator",
                            e);
                } else if (e.code() != Win32Exception.FILE_NOT_FOUND && e.code() != Win32Exception.PATH_NOT_FOUND) {
                    throw e;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
        throw new TapWaitingException(
                "nobody listens at " + uri + " yet (there is no mapping that publishes its pipe): start its service");
    }

    /** The addresses that are published now, by the key of their pipe's name; of several for one pipe the last. */
    static Map<String, String> addresses() {
        Map<String, String> found = new HashMap<>();
        ObjectDirectory.named().forEach((section, type) -> {
            String address = type.equals("Section") ? NetPipe.address(section) : null;
            if (address != null) {
                try {
                    String pipe = read(section);
                    if (pipe != null) {
                        found.put(KernelName.key(pipe), address);
                    }
                } catch (IOException e) {
                    // Another user's, or gone: its pipe is shown without the address.
                }
            }
        });
        return found;
    }

    private static @Nullable String read(String section) throws IOException {
        try (SectionView view = SectionView.open(section, LARGEST)) {
            ByteBuffer content = ByteBuffer.allocate(NetPipe.CONTENT_SIZE);
            view.read(0, content);
            return content.hasRemaining() ? null : NetPipe.pipe(content.array());
        }
    }
}
