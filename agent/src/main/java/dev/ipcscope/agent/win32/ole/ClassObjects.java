package dev.ipcscope.agent.win32.ole;

import com.sun.jna.WString;
import dev.ipcscope.agent.automation.Guid;

/** Class objects of local servers. */
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

    /** The class of a name such as {@code Excel.Application}. */
    public static Guid ofProgId(String name) throws ComException {
        byte[] clsid = new byte[Guid.SIZE];
        ComException.check(Ole.CLSIDFromProgID(new WString(name), clsid), "looking for the class " + name);
        return Guid.read(java.nio.ByteBuffer.wrap(clsid));
    }
}
