package dev.ipcscope.agent.win32;

import com.sun.jna.Callback;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.time.Duration;

/**
 * An instance of the system's DDE library that only listens: to services that come and go, or, as a monitor, to the
 * messages of all programs. On a {@link MessageLoop}.
 *
 * <p>Source: Microsoft, DdeInitialize, XTYP_REGISTER, XTYP_UNREGISTER, XTYP_MONITOR, ddeml.h.
 */
public final class DdeInstance implements AutoCloseable {

    /** A service was registered. */
    public static final int REGISTER = 0x80a2;
    /** A service was taken back. */
    public static final int UNREGISTER = 0x80d2;

    private static final int MONITOR = 0x80f2;
    private static final int APPCLASS_MONITOR = 1;
    private static final int MF_SENDMSGS = 0x02000000;
    private static final int MF_POSTMSGS = 0x04000000;
    private static final int APPCLASS_STANDARD = 0;
    private static final int CP_WINUNICODE = 1200;
    private static final int NAME = 512;
    private static final int LARGEST = 4096;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final System.Logger LOG = System.getLogger(DdeInstance.class.getName());

    private final MessageLoop loop;
    private final Entry entry; // lives as long as the instance is initialised
    private final int[] id = new int[1];

    /** Is told of services, on the loop's thread. */
    public interface Services {
        /**
         * One came or went.
         *
         * @param type {@link #REGISTER} or {@link #UNREGISTER}
         * @param service its name
         * @param instance a name that only this server has
         */
        void changed(int type, String service, String instance);
    }

    /** Is told what a monitor hears, on the loop's thread. */
    public interface Monitor {
        /** A MONMSGSTRUCT. */
        void heard(byte[] structure);
    }

    private DdeInstance(MessageLoop loop, Services services, Monitor monitor) {
        this.loop = loop;
        this.entry = new Entry(services, monitor);
    }

    /** Listens to services that come and go from now on. */
    public static DdeInstance listen(MessageLoop loop, Services services) throws IOException {
        return new DdeInstance(loop, services, structure -> {}).initialize(APPCLASS_STANDARD);
    }

    /** Listens to the DDE messages of all programs of this session. */
    public static DdeInstance monitor(MessageLoop loop, Monitor monitor) throws IOException {
        return new DdeInstance(loop, (type, service, instance) -> {}, monitor)
                .initialize(APPCLASS_MONITOR | MF_SENDMSGS | MF_POSTMSGS);
    }

    private DdeInstance initialize(int how) throws IOException {
        int error = loop.call(() -> Library.DdeInitializeW(id, entry, how, 0), LIMIT);
        if (error != 0) {
            throw new IOException("DdeInitialize failed (DDE error 0x" + Integer.toHexString(error) + ")");
        }
        return this;
    }

    /** Ends it, on the loop's thread or later. */
    @Override
    public void close() {
        try {
            loop.call(() -> Library.DdeUninitialize(id[0]), LIMIT);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "ending a DDE instance", e);
        }
        Reference.reachabilityFence(entry);
    }

    private String string(long handle) {
        char[] name = new char[NAME];
        return new String(name, 0, Math.max(0, Library.DdeQueryStringW(id[0], handle, name, NAME, CP_WINUNICODE)));
    }

    private static byte[] data(long handle) {
        int size = Math.min(LARGEST, Library.DdeGetData(handle, 0, 0, 0));
        if (size <= 0) {
            return new byte[0];
        }
        try (Memory memory = new Memory(size)) {
            Library.DdeGetData(handle, Pointer.nativeValue(memory), size, 0);
            return memory.getByteArray(0, size);
        }
    }

    /** What the library calls. */
    private final class Entry implements StdCallCallback {
        private final Services services;
        private final Monitor monitor;

        Entry(Services services, Monitor monitor) {
            this.services = services;
            this.monitor = monitor;
        }

        @SuppressWarnings("unused") // called by Windows
        public long callback(
                int type, int format, long conversation, long one, long two, long data, long first, long second) {
            try {
                if (type == REGISTER || type == UNREGISTER) {
                    services.changed(type, string(one), string(two));
                } else if (type == MONITOR && (second & (MF_SENDMSGS | MF_POSTMSGS)) != 0) {
                    monitor.heard(data(data));
                }
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a callback of the DDE library", e); // nothing may be thrown through it
            }
            return 0;
        }
    }

    private static final class Library {
        static {
            Native.register(Library.class, NativeLibrary.getInstance("user32"));
        }

        private Library() {}

        static native int DdeInitializeW(int[] id, Callback callback, int command, int reserved);

        static native boolean DdeUninitialize(int id);

        static native int DdeQueryStringW(int id, long handle, char[] text, int size, int codePage);

        static native int DdeGetData(long data, long to, int size, int offset);
    }
}
