package dev.ipcscope.agent.mechanism.rpc;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The words for SMB2's numbers: [MS-SMB2] 2.2.1, [MS-ERREF] 2.3. */
final class Smb2Words {

    static final long PENDING = 0x103;
    static final long MORE_DATA = 0x80000005L;
    static final int RESPONSE = 1;
    static final int RELATED = 4;

    private static final List<String> COMMANDS = List.of(
            "NEGOTIATE",
            "SESSION_SETUP",
            "LOGOFF",
            "TREE_CONNECT",
            "TREE_DISCONNECT",
            "CREATE",
            "CLOSE",
            "FLUSH",
            "READ",
            "WRITE",
            "LOCK",
            "IOCTL",
            "CANCEL",
            "ECHO",
            "QUERY_DIRECTORY",
            "CHANGE_NOTIFY",
            "QUERY_INFO",
            "SET_INFO",
            "OPLOCK_BREAK");
    private static final Map<Long, String> STATUSES = Map.of(
            0L,
            "success",
            PENDING,
            "pending",
            MORE_DATA,
            "more data follow",
            0xc0000016L,
            "more processing required",
            0xc0000022L,
            "access denied",
            0xc0000034L,
            "object name not found",
            0xc000006dL,
            "logon failure",
            0xc00000adL,
            "not a pipe",
            0xc00000b0L,
            "pipe disconnected",
            0xc00000d9L,
            "pipe empty");

    private Smb2Words() {}

    /** The name of a command. */
    static String command(int command) {
        return command < COMMANDS.size() ? COMMANDS.get(command) : "command " + command;
    }

    /** What a header's flags say. */
    static String flags(long flags) {
        return ((flags & RESPONSE) != 0 ? "response" : "request")
                + ((flags & 2) != 0 ? ", asynchronous" : "")
                + ((flags & RELATED) != 0 ? ", related" : "")
                + ((flags & 8) != 0 ? ", signed" : "");
    }

    /** A status in words, by number where there are none. */
    static String status(long status) {
        return STATUSES.getOrDefault(status, String.format(Locale.ROOT, "0x%08x", status));
    }
}
