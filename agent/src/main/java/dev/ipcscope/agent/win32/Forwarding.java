package dev.ipcscope.agent.win32;

import java.util.Set;

/**
 * Which messages besides WM_COPYDATA a window passes on that stands for another, and how. Parameters of messages from
 * WM_USER on are plain numbers between processes, so they can be passed on as they are. Below that only those are passed
 * on whose parameters are plain numbers, or texts that Windows itself carries over. Pure.
 *
 * <p>Source: Microsoft, "About Messages and Message Queues" (message types, system-defined messages), InSendMessageEx.
 */
final class Forwarding {

    /** How a message goes on. */
    enum Way {
        /** Not at all: the system does its own with the window itself. */
        NONE,
        /** PostMessage: nobody waits. */
        POST,
        /** SendNotifyMessage: sent, and nobody waits. */
        NOTIFY,
        /** SendMessage: the sender waits for the result. */
        SEND
    }

    static final int SENT = 1;
    static final int SENT_NOTIFY = 2;
    static final int SENT_CALLBACK = 4;

    private static final int WM_NULL = 0;
    private static final int WM_SETTEXT = 0x0c;
    private static final int WM_GETTEXT = 0x0d;
    private static final int WM_GETTEXTLENGTH = 0x0e;
    private static final int WM_CLOSE = 0x10;
    private static final int WM_GETICON = 0x7f;
    private static final int WM_COMMAND = 0x111;
    private static final int WM_SYSCOMMAND = 0x112;
    private static final int WM_KEYDOWN = 0x100;
    private static final int WM_UNICHAR = 0x109;
    private static final int LAST = 0xffff;

    private static final Set<Integer> SENDABLE =
            Set.of(WM_NULL, WM_SETTEXT, WM_GETTEXT, WM_GETTEXTLENGTH, WM_CLOSE, WM_GETICON, WM_COMMAND, WM_SYSCOMMAND);
    private static final Set<Integer> POSTABLE = Set.of(WM_NULL, WM_CLOSE, WM_COMMAND, WM_SYSCOMMAND);

    private Forwarding() {}

    /**
     * How a message goes on.
     *
     * @param how what InSendMessageEx says: 0 for a message that was posted, or comes from the window's own thread
     */
    static Way of(int message, int how) {
        boolean plain = message >= User32.WM_USER && message <= LAST;
        if ((how & (SENT | SENT_NOTIFY | SENT_CALLBACK)) == 0) {
            boolean key = message >= WM_KEYDOWN && message <= WM_UNICHAR;
            return plain || key || POSTABLE.contains(message) ? Way.POST : Way.NONE;
        }
        if (!plain && !SENDABLE.contains(message)) {
            return Way.NONE;
        }
        return (how & SENT_NOTIFY) != 0 ? Way.NOTIFY : Way.SEND;
    }
}
