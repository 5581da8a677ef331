package dev.ipcscope.agent.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What this machine's endpoint mapper knows, asked by the management functions of rpcrt4.dll: RpcMgmtEpEltInqBegin,
 * RpcMgmtEpEltInqNextW, RpcMgmtEpEltInqDone, RpcBindingToStringBindingW (Windows SDK, rpcdce.h). They return their error
 * instead of leaving it to GetLastError. Any number of threads.
 */
public final class EndpointMap {

    private static final int ALL = 0;
    private static final int NO_MORE_ELEMENTS = 1772;
    private static final int IF_ID_SIZE = 20;
    private static final int MOST = 10_000;

    private EndpointMap() {}

    /**
     * One interface at one place.
     *
     * @param uuid the interface's, lower case
     * @param version {@code 1.0}
     * @param binding where, as a string binding: {@code ncacn_ip_tcp:HOST[49664]}
     * @param annotation what its server says about it, or empty
     */
    public record Element(String uuid, String version, String binding, String annotation) {}

    /**
     * All of them, at most 10,000.
     *
     * @throws Win32Exception when it can't be asked; Wine 8 answers with error 1702
     */
    public static List<Element> elements() throws Win32Exception {
        long[] inquiry = new long[1];
        must("asking the endpoint mapper", Functions.RpcMgmtEpEltInqBegin(0, ALL, 0, 0, 0, inquiry));
        List<Element> found = new ArrayList<>();
        try (Memory id = new Memory(IF_ID_SIZE)) {
            while (found.size() < MOST) {
                long[] binding = new long[1];
                long[] annotation = new long[1];
                int status =
                        Functions.RpcMgmtEpEltInqNextW(inquiry[0], Pointer.nativeValue(id), binding, 0, annotation);
                if (status == NO_MORE_ELEMENTS) {
                    break;
                }
                must("reading the endpoint mapper's list", status);
                try {
                    found.add(new Element(uuid(id), version(id), text(binding[0]), string(annotation[0])));
                } finally {
                    Functions.RpcBindingFree(binding);
                    free(annotation);
                }
            }
        } finally {
            Functions.RpcMgmtEpEltInqDone(inquiry);
        }
        return found;
    }

    private static void must(String what, int status) throws Win32Exception {
        if (status != 0) {
            throw new Win32Exception(what, status);
        }
    }

    /** RPC_IF_ID: a GUID and two numbers of 16 bits. */
    private static String uuid(Memory id) {
        long high = Integer.toUnsignedLong(id.getInt(0)) << 32
                | (id.getShort(4) & 0xffffL) << 16
                | id.getShort(6) & 0xffffL;
        return new UUID(high, Long.reverseBytes(id.getLong(8))).toString().toLowerCase(Locale.ROOT);
    }

    private static String version(Memory id) {
        return (id.getShort(16) & 0xffff) + "." + (id.getShort(18) & 0xffff);
    }

    private static String text(long binding) throws Win32Exception {
        long[] string = new long[1];
        must("reading a binding of the endpoint mapper", Functions.RpcBindingToStringBindingW(binding, string));
        try {
            return string(string[0]);
        } finally {
            free(string);
        }
    }

    private static String string(long address) {
        return address == 0 ? "" : new Pointer(address).getWideString(0);
    }

    private static void free(long[] string) {
        if (string[0] != 0) {
            Functions.RpcStringFreeW(string);
        }
    }

    /** Of rpcrt4.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("rpcrt4"));
        }

        private Functions() {}

        static native int RpcMgmtEpEltInqBegin(
                long mapper, int what, long interfaceId, int versions, long object, long[] inquiry);

        static native int RpcMgmtEpEltInqNextW(
                long inquiry, long interfaceId, long[] binding, long object, long[] annotation);

        static native int RpcMgmtEpEltInqDone(long[] inquiry);

        static native int RpcBindingToStringBindingW(long binding, long[] string);

        static native int RpcBindingFree(long[] binding);

        static native int RpcStringFreeW(long[] string);
    }
}
