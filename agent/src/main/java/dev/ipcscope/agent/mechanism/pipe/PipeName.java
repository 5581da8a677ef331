package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.KernelName;

/** Names of pipes in tap specs: any spelling that {@link KernelName} knows, within the bounds of "Pipe Names". */
final class PipeName {

    private static final int MAX_LENGTH = 256;

    private PipeName() {}

    /** The full form of a name, or a {@link NetPipe} address. */
    static String real(String name) throws TapSpecException {
        return NetPipe.isUri(name) ? NetPipe.check(name) : whole(name);
    }

    /** The full form. */
    static String whole(String name) throws TapSpecException {
        String whole;
        try {
            whole = KernelName.pipe(name);
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(0, String.valueOf(e.getMessage()));
        }
        if (whole.endsWith("\\pipe\\")) {
            throw new TapSpecException(0, "'" + name + "' names no pipe: \\\\.\\pipe\\NAME or just NAME");
        }
        if (whole.length() > MAX_LENGTH) {
            throw new TapSpecException(
                    0, "a pipe's name has at most 256 characters; this one has " + whole.length() + ": " + whole);
        }
        if (whole.indexOf('\0') >= 0) {
            throw new TapSpecException(0, "a pipe's name can't hold a zero character");
        }
        return whole;
    }
}
