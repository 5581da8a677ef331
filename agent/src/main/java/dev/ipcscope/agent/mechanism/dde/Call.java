package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.win32.DdeMessage;

/**
 * A message that has to be answered: what a client asked, or data of which the server wants to hear that it came. One
 * thread at a time.
 */
final class Call {

    final long number;
    final DdeMessage message;
    final DdeHeader header;
    final int format;
    final String item;
    final long mono;

    /** The block that came, and the one that was passed on in its place; 0 for none. */
    long taken;

    long given;

    /** Whether it was said already that it waits. */
    boolean overdue;

    Call(long number, DdeMessage message, DdeHeader header, int format, String item, long mono) {
        this.number = number;
        this.message = message;
        this.header = header;
        this.format = format;
        this.item = item;
        this.mono = mono;
    }

    /** What it is, in one word. */
    String operation() {
        return operation(message.message());
    }

    static String operation(int message) {
        return switch (message) {
            case DdeMessage.REQUEST -> "request";
            case DdeMessage.POKE -> "poke";
            case DdeMessage.EXECUTE -> "execute";
            case DdeMessage.ADVISE -> "advise";
            case DdeMessage.UNADVISE -> "unadvise";
            case DdeMessage.DATA -> "data";
            default -> "acknowledge";
        };
    }

    boolean isExecute() {
        return message.message() == DdeMessage.EXECUTE;
    }

    /**
     * Whether whoever gets the block frees it: said by a bit in POKE and DATA, and always so for the options of an ADVISE
     * (Microsoft, WM_DDE_ADVISE).
     */
    boolean givesBlockAway() {
        return message.message() == DdeMessage.ADVISE || !isExecute() && header.releases();
    }
}
