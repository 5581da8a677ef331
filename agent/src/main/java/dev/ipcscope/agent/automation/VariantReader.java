package dev.ipcscope.agent.automation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns automation's values into those that JSON has. Any number of threads.
 *
 * <pre>
 *   empty, null, an empty object     null
 *   numbers, currency, decimal       number, exact
 *   string                           string, with everything behind a NUL
 *   boolean                          boolean
 *   date                             string 2026-11-27T10:15:00, the local time that it means
 *   error                            {"error": "0x80020004", "text": "…"}
 *   object                           what the {@link Objects} say
 *   array                            list, of lists when it has more dimensions
 * </pre>
 *
 * <p>Strings, arrays and depth are bounded; what is cut says so. Layouts: VARIANT, SAFEARRAY, DECIMAL of oaidl.h and wtypes.h;
 * the length of a BSTR stands in the four bytes before it.
 */
public final class VariantReader {

    /** Bytes of a VARIANT. */
    public static final int SIZE = 24;

    private static final int MAX_CHARS = 1 << 20;
    private static final int MAX_ELEMENTS = 10_000;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DIMENSIONS = 6;
    private static final long DATE_DAYS = 3_000_000;
    private static final LocalDateTime DAY_ZERO = LocalDateTime.of(1899, 12, 30, 0, 0);

    private final AddressSpace memory;
    private final Objects objects;

    /** Says what an object is, given the address of its interface, which is not 0. */
    public interface Objects {
        /** A value for JSON. */
        Object describe(long pointer);
    }

    /** Reads from this memory. */
    public VariantReader(AddressSpace memory, Objects objects) {
        this.memory = memory;
        this.objects = objects;
    }

    /** The value of the VARIANT at an address; null as well for none (address 0). */
    public @Nullable Object variant(long address) {
        return variant(address, 0);
    }

    /** Its type, as it stands there; -1 for none. */
    public int typeOf(long address) {
        return address == 0 ? -1 : memory.shortAt(address);
    }

    private @Nullable Object variant(long address, int depth) {
        if (address == 0) {
            return null;
        }
        int type = memory.shortAt(address);
        if ((type & VarTypes.BYREF) != 0) {
            return pointed(type & ~VarTypes.BYREF, memory.longAt(address + 8), depth);
        }
        // A DECIMAL takes the whole of the VARIANT, its type in what the DECIMAL doesn't use.
        return value(type, type == VarTypes.DECIMAL ? address : address + 8, depth);
    }

    private @Nullable Object pointed(int type, long at, int depth) {
        return at == 0 ? null : value(type, at, depth);
    }

    /** The value of this type that stands at an address (not 0). */
    public @Nullable Object value(int type, long at) {
        return value(type, at, 0);
    }

    private @Nullable Object value(int type, long at, int depth) {
        if (depth > MAX_DEPTH) {
            return "(nested too deeply)";
        }
        if ((type & VarTypes.ARRAY) != 0) {
            return array(memory.longAt(at), type & ~VarTypes.ARRAY, depth);
        }
        return switch (type) {
            case VarTypes.EMPTY, VarTypes.NULL, VarTypes.VOID -> null;
            case VarTypes.I1 -> (int) memory.read(at, 1).get();
            case VarTypes.UI1 -> memory.read(at, 1).get() & 0xff;
            case VarTypes.I2 -> (int) (short) memory.shortAt(at);
            case VarTypes.UI2 -> memory.shortAt(at);
            case VarTypes.I4, VarTypes.INT -> memory.intAt(at);
            case VarTypes.UI4, VarTypes.UINT -> memory.intAt(at) & 0xffffffffL;
            case VarTypes.I8 -> memory.longAt(at);
            case VarTypes.UI8 -> unsigned(memory.longAt(at));
            case VarTypes.R4 -> finite(memory.read(at, 4).getFloat());
            case VarTypes.R8 -> finite(memory.read(at, 8).getDouble());
            case VarTypes.BOOL -> memory.shortAt(at) != 0;
            case VarTypes.CY -> BigDecimal.valueOf(memory.longAt(at), 4).stripTrailingZeros();
            case VarTypes.DATE -> date(memory.read(at, 8).getDouble());
            case VarTypes.DECIMAL -> decimal(memory.read(at, 16));
            case VarTypes.BSTR -> bstr(memory.longAt(at));
            case VarTypes.LPWSTR -> wide(memory.longAt(at));
            case VarTypes.ERROR, VarTypes.HRESULT -> error(memory.intAt(at));
            case VarTypes.DISPATCH, VarTypes.UNKNOWN -> object(memory.longAt(at));
            case VarTypes.VARIANT -> variant(at, depth + 1);
            case VarTypes.SAFEARRAY -> array(memory.longAt(at), -1, depth);
            default -> "(" + VarTypes.name(type) + ")";
        };
    }

    private static Object unsigned(long value) {
        return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }

    /** JSON has no infinity and no NaN. */
    private static Object finite(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    private static Object finite(float value) {
        return Float.isFinite(value) ? (Object) Double.valueOf(Float.toString(value)) : Float.toString(value);
    }

    /** An object's description, null for none. */
    public @Nullable Object object(long pointer) {
        return pointer == 0 ? null : objects.describe(pointer);
    }

    /**
     * Days since the end of 1899 with a fraction that counts forwards also on days before that ([MS-OAUT] 2.2.25), to
     * the millisecond.
     */
    static Object date(double days) {
        if (!(Math.abs(days) < DATE_DAYS)) {
            return finite(days);
        }
        double whole = days < 0 ? Math.ceil(days) : Math.floor(days);
        long millis = Math.round(Math.abs(days - whole) * 86_400_000);
        return DAY_ZERO.plusDays((long) whole).plus(millis, ChronoUnit.MILLIS).toString();
    }

    private static BigDecimal decimal(ByteBuffer from) {
        int scale = from.get(2) & 0xff;
        boolean negative = from.get(3) < 0;
        BigInteger high = BigInteger.valueOf(from.getInt(4) & 0xffffffffL);
        BigInteger low = new BigInteger(Long.toUnsignedString(from.getLong(8)));
        BigDecimal size = new BigDecimal(high.shiftLeft(64).or(low), Math.min(scale, 28));
        return negative ? size.negate() : size;
    }

    /** The string of a BSTR; empty for none, which is what that means. */
    public String bstr(long address) {
        if (address == 0) {
            return "";
        }
        int chars = (memory.intAt(address - 4) & 0x7fffffff) / 2;
        String text = utf16(address, Math.min(chars, MAX_CHARS));
        return chars <= MAX_CHARS ? text : text + "… (" + chars + " characters)";
    }

    private String utf16(long address, int chars) {
        byte[] bytes = new byte[chars * 2];
        memory.read(address, bytes.length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    private @Nullable String wide(long address) {
        if (address == 0) {
            return null;
        }
        int chars = 0;
        while (chars < MAX_CHARS && memory.shortAt(address + 2L * chars) != 0) {
            chars++;
        }
        return utf16(address, chars);
    }

    static Map<String, Object> error(int code) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("error", HResult.hex(code));
        value.put("text", HResult.name(code));
        return value;
    }

    /** A SAFEARRAY; the type of its elements is asked from it when -1 is given. */
    private @Nullable Object array(long address, int type, int depth) {
        if (address == 0) {
            return null;
        }
        int dimensions = memory.shortAt(address);
        int elementSize = memory.intAt(address + 4);
        int elements = type >= 0 ? type : ownType(address);
        if (dimensions == 0 || dimensions > MAX_DIMENSIONS) {
            return "(an array of " + dimensions + " dimensions)";
        }
        int[] counts = new int[dimensions];
        long all = 1;
        for (int i = 0; i < dimensions; i++) {
            // The bounds stand from the last dimension to the first; the first moves fastest in memory.
            counts[i] = memory.intAt(address + 24 + 8L * (dimensions - 1 - i));
            all *= Math.max(0, counts[i]);
        }
        if (all > MAX_ELEMENTS) {
            return "(an array of " + all + " elements of type " + VarTypes.name(elements) + ")";
        }
        return dimension(new Elements(memory.longAt(address + 16), elementSize, elements, counts), 0, 0, 1, depth);
    }

    private record Elements(long data, int size, int type, int[] counts) {}

    private List<@Nullable Object> dimension(Elements array, int which, long offset, long stride, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < array.counts()[which]; i++) {
            long at = offset + i * stride;
            list.add(
                    which + 1 < array.counts().length
                            ? dimension(array, which + 1, at, stride * array.counts()[which], depth)
                            : value(array.type(), array.data() + at * array.size(), depth + 1));
        }
        return list;
    }

    /** FADF_HAVEVARTYPE: the type stands before the descriptor; otherwise flags tell strings, objects and variants. */
    private int ownType(long address) {
        int features = memory.shortAt(address + 2);
        if ((features & 0x80) != 0) {
            return memory.intAt(address - 4) & 0xffff;
        }
        return (features & 0x100) != 0
                ? VarTypes.BSTR
                : (features & 0x800) != 0
                        ? VarTypes.VARIANT
                        : (features & 0x400) != 0 ? VarTypes.DISPATCH : VarTypes.UNKNOWN;
    }
}
