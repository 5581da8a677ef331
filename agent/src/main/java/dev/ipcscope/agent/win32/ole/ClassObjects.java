package dev.ipcscope.agent.win32.ole;

import com.sun.jna.WString;
import dev.ipcscope.agent.automation.Guid;

/** Class objects of local servers: those of others and our own. */
public final class ClassObjects {

    private ClassObjects() {}

    /**
     * The class object of a class, which COM starts the server for when it doesn't run; may take as long as that.
     *
     * @return its address with a reference
     */
    public static long get(Guid clsid, Guid iid) throws ComException {
        long[] out = new long[1];
        int answer = Ole.CoGetClassObject(clsid.bytes(), Ole.CLSCTX_LOCAL_SERVER, 0, iid.bytes(), out);
        ComException.check(answer, "asking for the server of class " + clsid);
        return out[0];
    }

    /**
     * Makes our own known.
     *
     * @return the cookie for {@link #revoke}
     */
    public static int register(Guid clsid, long classObject) throws ComException {
        int[] cookie = new int[1];
        int answer = Ole.CoRegisterClassObject(
                clsid.bytes(), classObject, Ole.CLSCTX_LOCAL_SERVER, Ole.REGCLS_MULTIPLEUSE, cookie);
        ComException.check(answer, "registering a class object as " + clsid);
        return cookie[0];
    }

    /** Takes it back. */
    public static void revoke(int cookie) {
        Ole.CoRevokeClassObject(cookie);
    }

    /** The class of a name such as {@code Excel.Application}. */
    public static Guid ofProgId(String name) throws ComException {
        byte[] clsid = new byte[Guid.SIZE];
        ComException.check(Ole.CLSIDFromProgID(new WString(name), clsid), "looking for the class " + name);
        return Guid.read(java.nio.ByteBuffer.wrap(clsid));
    }
}
