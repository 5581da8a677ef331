package dev.ipcscope.agent.automation;

import java.util.Map;

/** The numbers of automation's types (VARENUM, wtypes.h) and their names. */
public final class VarTypes {

    public static final int EMPTY = 0;
    public static final int NULL = 1;
    public static final int I2 = 2;
    public static final int I4 = 3;
    public static final int R4 = 4;
    public static final int R8 = 5;
    public static final int CY = 6;
    public static final int DATE = 7;
    public static final int BSTR = 8;
    public static final int DISPATCH = 9;
    public static final int ERROR = 10;
    public static final int BOOL = 11;
    public static final int VARIANT = 12;
    public static final int UNKNOWN = 13;
    public static final int DECIMAL = 14;
    public static final int I1 = 16;
    public static final int UI1 = 17;
    public static final int UI2 = 18;
    public static final int UI4 = 19;
    public static final int I8 = 20;
    public static final int UI8 = 21;
    public static final int INT = 22;
    public static final int UINT = 23;
    public static final int VOID = 24;
    public static final int HRESULT = 25;
    public static final int PTR = 26;
    public static final int SAFEARRAY = 27;
    public static final int CARRAY = 28;
    public static final int USERDEFINED = 29;
    public static final int LPSTR = 30;
    public static final int LPWSTR = 31;
    public static final int RECORD = 36;

    /** Or-ed: a safe array of these. */
    public static final int ARRAY = 0x2000;
    /** Or-ed: the address of one. */
    public static final int BYREF = 0x4000;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EMPTY, "empty"),
            Map.entry(NULL, "null"),
            Map.entry(I2, "short"),
            Map.entry(I4, "long"),
            Map.entry(R4, "float"),
            Map.entry(R8, "double"),
            Map.entry(CY, "currency"),
            Map.entry(DATE, "date"),
            Map.entry(BSTR, "string"),
            Map.entry(DISPATCH, "IDispatch"),
            Map.entry(ERROR, "error"),
            Map.entry(BOOL, "boolean"),
            Map.entry(VARIANT, "variant"),
            Map.entry(UNKNOWN, "IUnknown"),
            Map.entry(DECIMAL, "decimal"),
            Map.entry(I1, "char"),
            Map.entry(UI1, "byte"),
            Map.entry(UI2, "unsigned short"),
            Map.entry(UI4, "unsigned long"),
            Map.entry(I8, "int64"),
            Map.entry(UI8, "unsigned int64"),
            Map.entry(INT, "int"),
            Map.entry(UINT, "unsigned int"),
            Map.entry(VOID, "void"),
            Map.entry(HRESULT, "HRESULT"),
            Map.entry(LPSTR, "LPSTR"),
            Map.entry(LPWSTR, "LPWSTR"),
            Map.entry(RECORD, "record"));

    private VarTypes() {}

    /** A type's name: {@code string}, {@code long()} for an array, {@code ref variant} for the address of one. */
    public static String name(int type) {
        int base = type & ~(ARRAY | BYREF);
        String name = NAMES.getOrDefault(base, "type " + base);
        return ((type & BYREF) != 0 ? "ref " : "") + name + ((type & ARRAY) != 0 ? "()" : "");
    }

    /** Bytes of one in an array or behind an address; 0 for what has no size of its own. */
    public static int size(int type) {
        return switch (type) {
            case I1, UI1 -> 1;
            case I2, UI2, BOOL -> 2;
            case I4, UI4, R4, INT, UINT, ERROR, HRESULT -> 4;
            case R8, CY, DATE, BSTR, DISPATCH, UNKNOWN, I8, UI8, LPSTR, LPWSTR, PTR, SAFEARRAY -> 8;
            case DECIMAL -> 16;
            case VARIANT -> VariantReader.SIZE;
            default -> 0;
        };
    }
}
