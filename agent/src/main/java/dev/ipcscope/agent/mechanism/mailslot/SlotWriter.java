package dev.ipcscope.agent.mechanism.mailslot;

import dev.ipcscope.agent.mechanism.mailslot.Presence.Step;
import dev.ipcscope.agent.relay.Chunk;
import dev.ipcscope.agent.relay.Sink;
import dev.ipcscope.agent.win32.MailslotWriter;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes into the real mailslot, of which it notices the end. One thread. */
final class SlotWriter implements Sink, AutoCloseable {

    private final MailslotPair pair;
    private final Presence presence;
    private @Nullable MailslotWriter writer;

    SlotWriter(MailslotPair pair) {
        this.pair = pair;
        this.presence = new Presence(pair.isLocal());
    }

    /** The real mailslot's name. */
    String name() {
        return pair.real();
    }

    /** The real mailslot's reader is gone: the message went nowhere, and nobody can open it. */
    static final class GoneException extends IOException {
        private static final long serialVersionUID = 1L;

        GoneException(Win32Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Nothing is to be written for now. Lets go of the handle: under Wine it would keep the mailslot's name in being after
     * its reader is gone, so that the reader couldn't make it anew.
     */
    void rest() {
        close();
        presence.forget();
    }

    /** Whether somebody reads it; always for one of another machine. */
    boolean isThere() {
        rest();
        return !pair.isLocal() || MailslotWriter.exists(pair.real());
    }

    /** One message. Throws {@link GoneException} or what else the system says. */
    @Override
    public void write(Chunk chunk) throws IOException {
        boolean opened = false;
        if (presence.toWrite(System.nanoTime()) == Step.LOOK) {
            reopen();
            opened = true;
        }
        try {
            current().write(chunk.bytes());
        } catch (Win32Exception e) {
            if (presence.writeFailed(opened) == Step.FAIL) {
                throw e;
            }
            reopen();
            current().write(chunk.bytes());
        }
    }

    private MailslotWriter current() {
        MailslotWriter present = writer;
        if (present == null) {
            throw new IllegalStateException("not open");
        }
        return present;
    }

    private void reopen() throws IOException {
        close();
        try {
            writer = MailslotWriter.open(pair.real());
            presence.found(System.nanoTime());
        } catch (Win32Exception e) {
            throw presence.openFailed(e.code()) == Step.GONE ? new GoneException(e) : e;
        }
    }

    /** A mailslot has no end to pass on. */
    @Override
    public void finish() {}

    @Override
    public void close() {
        MailslotWriter present = writer;
        writer = null;
        if (present != null) {
            present.close();
        }
    }
}
