package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.KernelName;
import org.jspecify.annotations.Nullable;

/**
 * Which mailslot stands in front of which.
 *
 * @param front what writers open; on this machine
 * @param real what its reader made; may be on other machines ({@code \\host\mailslot\x}, {@code \\domain\mailslot\x},
 *     {@code \\*\mailslot\x})
 */
record MailslotPair(String front, String real) {

    /** Reads and checks both names; both get their whole spelling. */
    static MailslotPair of(String front, @Nullable String real) throws TapSpecException {
        if (real == null || real.isEmpty()) {
            throw new TapSpecException(0, "mailslot needs the real mailslot, too: mailslot:FRONT=REAL");
        }
        MailslotPair pair = new MailslotPair(whole(front), whole(real));
        if (!KernelName.isLocal(pair.front)) {
            throw new TapSpecException(0, "a tap listens on this machine only, \\\\.\\mailslot\\NAME: " + pair.front);
        }
        if (KernelName.same(pair.front, pair.real)) {
            throw new TapSpecException(0, "the tap needs a name of its own: both are " + pair.front);
        }
        return pair;
    }

    /** Reads {@code FRONT=REAL}. */
    static MailslotPair parse(String text) throws TapSpecException {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new TapSpecException(
                    0, "reply is FRONT=REAL: the mailslot that the server is told, and the client's");
        }
        return of(text.substring(0, equals), text.substring(equals + 1));
    }

    /** Whether the real one is on this machine, so that it can be seen whether somebody reads it. */
    boolean isLocal() {
        return KernelName.isLocal(real);
    }

    @Override
    public String toString() {
        return front + "=" + real;
    }

    private static String whole(String name) throws TapSpecException {
        String whole;
        try {
            whole = KernelName.mailslot(name);
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(0, String.valueOf(e.getMessage()));
        }
        if (whole.endsWith("\\mailslot\\")) {
            throw new TapSpecException(0, "'" + name + "' names no mailslot: \\\\.\\mailslot\\NAME or just NAME");
        }
        if (whole.indexOf('\0') >= 0) {
            throw new TapSpecException(0, "a mailslot's name can't hold a zero character");
        }
        return whole;
    }
}
