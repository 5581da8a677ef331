package dev.ipcscope.agent.win32;

/**
 * A DDE message that was posted or sent to a window, its parameter unpacked.
 *
 * <p>Source: Microsoft, "Dynamic Data Exchange" (messages WM_DDE_*), UnpackDDElParam.
 *
 * @param message one of the constants here
 * @param from the window at the other end, of the message's {@code wParam}
 * @param low a block of memory (ADVISE, DATA, POKE), a status (ACK) or a clipboard format (REQUEST, UNADVISE)
 * @param high the atom of the item, or the block of commands (EXECUTE, and the ACK to it)
 */
public record DdeMessage(int message, long from, long low, long high) {

    /** A client looks for servers. */
    public static final int INITIATE = 0x3e0;
    /** Either side ends the conversation, or answers that. */
    public static final int TERMINATE = 0x3e1;
    /** The client wants to be told of changes. */
    public static final int ADVISE = 0x3e2;
    /** The client wants that no more. */
    public static final int UNADVISE = 0x3e3;
    /** Either side has got something. */
    public static final int ACK = 0x3e4;
    /** The server gives data. */
    public static final int DATA = 0x3e5;
    /** The client asks for data. */
    public static final int REQUEST = 0x3e6;
    /** The client gives data. */
    public static final int POKE = 0x3e7;
    /** The client gives commands. */
    public static final int EXECUTE = 0x3e8;

    /** Whether a number is that of a DDE message. */
    static boolean isOne(int message) {
        return message >= INITIATE && message <= EXECUTE;
    }

    /** The same with another block of memory in its place. */
    public DdeMessage withBlock(long block) {
        return carriesCommands()
                ? new DdeMessage(message, from, low, block)
                : new DdeMessage(message, from, block, high);
    }

    /** The block of memory that it carries, 0 for none. */
    public long block() {
        return carriesCommands() ? high : message == ADVISE || message == DATA || message == POKE ? low : 0;
    }

    /** Whether {@link #high} is a block of commands instead of an atom; atoms have 16 bits, blocks more. */
    public boolean carriesCommands() {
        return message == EXECUTE || message == ACK && high >>> 16 != 0;
    }

    /** The item's atom, 0 for none. */
    public int atom() {
        return carriesCommands() || message == TERMINATE ? 0 : (int) high & 0xffff;
    }
}
