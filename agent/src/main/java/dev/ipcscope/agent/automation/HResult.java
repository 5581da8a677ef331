package dev.ipcscope.agent.automation;

import java.util.Map;

/** What an HRESULT says in words (winerror.h; [MS-ERREF] 2.1). */
public final class HResult {

    public static final int OK = 0;
    public static final int FALSE = 1;
    public static final int NOT_IMPLEMENTED = 0x80004001;
    public static final int NO_INTERFACE = 0x80004002;
    public static final int POINTER = 0x80004003;
    public static final int FAIL = 0x80004005;
    public static final int UNEXPECTED = 0x8000FFFF;
    public static final int EXCEPTION = 0x80020009;
    public static final int CLASS_NOT_REGISTERED = 0x80040154;
    public static final int OUT_OF_MEMORY = 0x8007000E;

    private static final int RPC_UNAVAILABLE = 0x800706BA;
    private static final int RPC_CALL_FAILED = 0x800706BE;
    private static final int RPC_CALL_FAILED_DNE = 0x800706BF;
    private static final int DISCONNECTED = 0x80010108;
    private static final int SERVER_DIED = 0x80010007;
    private static final int SERVER_DIED_DNE = 0x80010012;
    private static final int OBJECT_NOT_CONNECTED = 0x800401FD;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(OK, "S_OK"),
            Map.entry(FALSE, "S_FALSE"),
            Map.entry(NOT_IMPLEMENTED, "E_NOTIMPL: not implemented"),
            Map.entry(NO_INTERFACE, "E_NOINTERFACE: the object has no such interface"),
            Map.entry(POINTER, "E_POINTER: a pointer is not valid"),
            Map.entry(0x80004004, "E_ABORT: aborted"),
            Map.entry(FAIL, "E_FAIL: unspecified error"),
            Map.entry(UNEXPECTED, "E_UNEXPECTED: catastrophic failure"),
            Map.entry(0x80070005, "E_ACCESSDENIED: access is denied"),
            Map.entry(0x80070006, "E_HANDLE: the handle is not valid"),
            Map.entry(OUT_OF_MEMORY, "E_OUTOFMEMORY: out of memory"),
            Map.entry(0x80070057, "E_INVALIDARG: an argument is not valid"),
            Map.entry(0x80020001, "DISP_E_UNKNOWNINTERFACE: unknown interface"),
            Map.entry(0x80020003, "DISP_E_MEMBERNOTFOUND: no such member"),
            Map.entry(0x80020004, "DISP_E_PARAMNOTFOUND: parameter not found, or left out"),
            Map.entry(0x80020005, "DISP_E_TYPEMISMATCH: type mismatch"),
            Map.entry(0x80020006, "DISP_E_UNKNOWNNAME: unknown name"),
            Map.entry(0x80020007, "DISP_E_NONAMEDARGS: no named arguments"),
            Map.entry(0x80020008, "DISP_E_BADVARTYPE: bad variable type"),
            Map.entry(EXCEPTION, "DISP_E_EXCEPTION: exception occurred"),
            Map.entry(0x8002000A, "DISP_E_OVERFLOW: out of range"),
            Map.entry(0x8002000B, "DISP_E_BADINDEX: bad index"),
            Map.entry(0x8002000E, "DISP_E_BADPARAMCOUNT: bad number of arguments"),
            Map.entry(0x8002000F, "DISP_E_PARAMNOTOPTIONAL: a parameter is missing"),
            Map.entry(0x80040110, "CLASS_E_NOAGGREGATION: the class does not support aggregation"),
            Map.entry(0x80040111, "CLASS_E_CLASSNOTAVAILABLE: the server does not have this class"),
            Map.entry(0x80040112, "CLASS_E_NOTLICENSED: the class needs a licence"),
            Map.entry(CLASS_NOT_REGISTERED, "REGDB_E_CLASSNOTREG: the class is not registered"),
            Map.entry(0x80040200, "CONNECT_E_NOCONNECTION: no such connection"),
            Map.entry(0x80040201, "CONNECT_E_ADVISELIMIT: the connection point takes no more sinks"),
            Map.entry(0x80040202, "CONNECT_E_CANNOTCONNECT: the sink has not the interface"),
            Map.entry(0x800401E3, "MK_E_UNAVAILABLE: no such object is running"),
            Map.entry(0x800401F0, "CO_E_NOTINITIALIZED: COM is not initialised"),
            Map.entry(0x800401F3, "CO_E_CLASSSTRING: no such class name"),
            Map.entry(OBJECT_NOT_CONNECTED, "CO_E_OBJNOTCONNECTED: the object is not connected to its server"),
            Map.entry(0x80080005, "CO_E_SERVER_EXEC_FAILURE: the server did not start"),
            Map.entry(0x80010001, "RPC_E_CALL_REJECTED: the callee rejected the call"),
            Map.entry(SERVER_DIED, "RPC_E_SERVER_DIED: the server died during the call"),
            Map.entry(SERVER_DIED_DNE, "RPC_E_SERVER_DIED_DNE: the server died before the call"),
            Map.entry(0x80010105, "RPC_E_SERVERFAULT: the server threw an exception"),
            Map.entry(0x80010106, "RPC_E_CHANGED_MODE: the thread's apartment is of another kind"),
            Map.entry(DISCONNECTED, "RPC_E_DISCONNECTED: the object is gone from its clients"),
            Map.entry(0x8001010A, "RPC_E_SERVERCALL_RETRYLATER: the server is busy"),
            Map.entry(0x8001010E, "RPC_E_WRONG_THREAD: called from another thread than it was made for"),
            Map.entry(RPC_UNAVAILABLE, "the RPC server is not available"),
            Map.entry(RPC_CALL_FAILED, "the remote procedure call failed"),
            Map.entry(RPC_CALL_FAILED_DNE, "the remote procedure call failed and did not execute"),
            Map.entry(0x800706F7, "the stub received bad data"),
            Map.entry(0x8002801D, "TYPE_E_LIBNOTREGISTERED: the type library is not registered"),
            Map.entry(0x80029C4A, "TYPE_E_CANTLOADLIBRARY: the type library can't be loaded"));

    private HResult() {}

    /** {@code 0x80020009}. */
    public static String hex(int code) {
        return String.format("0x%08X", code);
    }

    /** Whether it says that something failed. */
    public static boolean failed(int code) {
        return code < 0;
    }

    /** Whether it says that the other process is gone, or has let go of the object. */
    public static boolean saysGone(int code) {
        return code == RPC_UNAVAILABLE
                || code == RPC_CALL_FAILED
                || code == RPC_CALL_FAILED_DNE
                || code == DISCONNECTED
                || code == SERVER_DIED
                || code == SERVER_DIED_DNE
                || code == OBJECT_NOT_CONNECTED;
    }

    /** Its words; for one that isn't known here, what its parts say: facility and code. */
    public static String name(int code) {
        String name = NAMES.get(code);
        if (name != null) {
            return name;
        }
        int facility = code >> 16 & 0x1fff;
        int number = code & 0xffff;
        String kind = failed(code) ? "error " : "success ";
        return switch (facility) {
            case 4 -> kind + number + " of the interface itself (FACILITY_ITF)";
            case 7 -> "Win32 " + kind + number;
            case 1 -> "RPC " + kind + number;
            case 2 -> "automation " + kind + number;
            default -> kind + number + " of facility " + facility;
        };
    }

    /** Words and number: {@code DISP_E_EXCEPTION: exception occurred (0x80020009)}. */
    public static String words(int code) {
        return name(code) + " (" + hex(code) + ")";
    }
}
