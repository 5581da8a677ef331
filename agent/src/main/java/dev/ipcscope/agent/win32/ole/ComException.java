package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.HResult;
import java.io.IOException;

/** A call of COM failed: what was tried, and its HRESULT in words and number. */
public final class ComException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** Says what failed. */
    public ComException(String doing, int code) {
        super(doing + ": " + HResult.words(code));
        this.code = code;
    }

    /** Throws when it says so. */
    static void check(int code, String doing) throws ComException {
        if (HResult.failed(code)) {
            throw new ComException(doing, code);
        }
    }

    /** The HRESULT. */
    public int code() {
        return code;
    }
}
