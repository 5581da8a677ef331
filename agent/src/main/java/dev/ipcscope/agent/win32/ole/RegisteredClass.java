package dev.ipcscope.agent.win32.ole;

import dev.ipcscope.agent.automation.Guid;
import dev.ipcscope.agent.automation.HResult;

/**
 * A class object of ours that COM gives to other processes, until it is closed.
 *
 * <p>It is locked (CoLockObjectExternal, combaseapi.h) meanwhile. Else what stands for it in COM would end with the last
 * client's reference and be made anew for the next client; when one comes as another goes, Wine 8 gives out a reference
 * to what is just ending, and that client's calls fail.
 */
public final class RegisteredClass implements AutoCloseable {

    private final long classObject;
    private final int cookie;

    private RegisteredClass(long classObject, int cookie) {
        this.classObject = classObject;
        this.cookie = cookie;
    }

    /**
     * Makes one known.
     *
     * @param classObject its address; it has to stay for as long as this process
     */
    public static RegisteredClass register(Guid clsid, long classObject) throws ComException {
        String what = "registering a class object as " + clsid;
        ComException.check(Ole.CoLockObjectExternal(classObject, true, true), what);
        int[] cookie = new int[1];
        int answer = Ole.CoRegisterClassObject(
                clsid.bytes(), classObject, Ole.CLSCTX_LOCAL_SERVER, Ole.REGCLS_MULTIPLEUSE, cookie);
        if (HResult.failed(answer)) {
            Ole.CoLockObjectExternal(classObject, false, true);
        }
        ComException.check(answer, what);
        return new RegisteredClass(classObject, cookie[0]);
    }

    /** Takes it back. Once. */
    @Override
    public void close() {
        Ole.CoRevokeClassObject(cookie);
        Ole.CoLockObjectExternal(classObject, false, true);
    }
}
