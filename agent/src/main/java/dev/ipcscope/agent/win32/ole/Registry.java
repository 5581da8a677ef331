package dev.ipcscope.agent.win32.ole;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import dev.ipcscope.agent.win32.Win32Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The registry's keys and strings. On 64-bit Windows 32-bit programs have classes of their own; a view says whose are
 * meant (winnt.h, KEY_WOW64_64KEY and KEY_WOW64_32KEY). Any number of threads.
 */
public final class Registry {

    private static final int READ = 0x20019;
    private static final int ALL = 0xF003F;
    private static final int VOLATILE = 1;
    private static final int CREATED = 1;
    private static final int STRING = 1;
    private static final int EXPANDABLE = 2;
    private static final int NOT_FOUND = 2;
    private static final int MORE_DATA = 234;
    private static final int NAME_CHARS = 256;

    private Registry() {}

    /** Where keys are. */
    public enum Root {
        CLASSES(0x80000000),
        USER(0x80000001),
        MACHINE(0x80000002);

        private final long handle;

        Root(int handle) {
            this.handle = handle; // sign-extended, as HKEY_… are
        }
    }

    /** Whose keys. */
    public enum View {
        BITS_64(0x100),
        BITS_32(0x200);

        private final int flag;

        View(int flag) {
            this.flag = flag;
        }
    }

    /** A key by its place; nothing is open. */
    public record Key(Root root, View view, String path) {

        /** One below. */
        public Key below(String name) {
            return new Key(root, view, path.isEmpty() ? name : path + "\\" + name);
        }

        /** The one above. */
        public Key above() {
            int end = path.lastIndexOf('\\');
            return new Key(root, view, end < 0 ? "" : path.substring(0, end));
        }

        /** Its own name. */
        public String name() {
            return path.substring(path.lastIndexOf('\\') + 1);
        }

        @Override
        public String toString() {
            return (root == Root.MACHINE ? "HKLM\\" : root == Root.USER ? "HKCU\\" : "HKCR\\")
                    + path
                    + (view == View.BITS_32 ? " (32-bit)" : "");
        }
    }

    /** Whether there is such a key. */
    public static boolean exists(Key key) {
        long[] open = new long[1];
        int error =
                Functions.RegOpenKeyExW(key.root().handle, new WString(key.path()), 0, READ | key.view().flag, open);
        if (error == 0) {
            Functions.RegCloseKey(open[0]);
        }
        return error == 0;
    }

    /** A key's unnamed string, null when it has none or isn't there. */
    public static @Nullable String value(Key key) {
        return value(key, "");
    }

    /** A key's string of a name, null when it has none or isn't there. */
    public static @Nullable String value(Key key, String name) {
        long[] open = new long[1];
        if (Functions.RegOpenKeyExW(key.root().handle, new WString(key.path()), 0, READ | key.view().flag, open) != 0) {
            return null;
        }
        try {
            byte[] bytes = new byte[2048];
            int[] size = {bytes.length};
            int[] type = new int[1];
            int error = Functions.RegQueryValueExW(open[0], new WString(name), 0, type, bytes, size);
            if (error == MORE_DATA) {
                bytes = new byte[size[0]];
                error = Functions.RegQueryValueExW(open[0], new WString(name), 0, type, bytes, size);
            }
            if (error != 0 || type[0] != STRING && type[0] != EXPANDABLE) {
                return null;
            }
            String text = new String(bytes, 0, size[0] & ~1, StandardCharsets.UTF_16LE);
            int end = text.indexOf(0);
            return end < 0 ? text : text.substring(0, end);
        } finally {
            Functions.RegCloseKey(open[0]);
        }
    }

    /** The names of the keys below, none when it isn't there. */
    public static List<String> children(Key key) {
        List<String> names = new ArrayList<>();
        long[] open = new long[1];
        if (Functions.RegOpenKeyExW(key.root().handle, new WString(key.path()), 0, READ | key.view().flag, open) != 0) {
            return names;
        }
        try {
            char[] name = new char[NAME_CHARS];
            for (int i = 0; ; i++) {
                int[] size = {NAME_CHARS};
                if (Functions.RegEnumKeyExW(open[0], i, name, size, 0, 0, 0, 0) != 0) {
                    return names;
                }
                names.add(new String(name, 0, size[0]));
            }
        } finally {
            Functions.RegCloseKey(open[0]);
        }
    }

    /**
     * Makes a key that is gone when the machine starts anew or the user's registry is unloaded; those above it must be there.
     *
     * @return false when it was there
     */
    public static boolean createVolatile(Key key) throws Win32Exception {
        long[] open = new long[1];
        int[] made = new int[1];
        int error = Functions.RegCreateKeyExW(
                key.root().handle, new WString(key.path()), 0, 0, VOLATILE, ALL | key.view().flag, 0, open, made);
        check(error, "making the registry key " + key);
        Functions.RegCloseKey(open[0]);
        return made[0] == CREATED;
    }

    /** Sets a key's unnamed string. */
    public static void setValue(Key key, String value) throws Win32Exception {
        long[] open = new long[1];
        check(
                Functions.RegOpenKeyExW(key.root().handle, new WString(key.path()), 0, ALL | key.view().flag, open),
                "opening the registry key " + key + " for writing");
        try {
            byte[] text = (value + "\0").getBytes(StandardCharsets.UTF_16LE);
            check(
                    Functions.RegSetValueExW(open[0], new WString(""), 0, STRING, text, text.length),
                    "writing the registry key " + key);
        } finally {
            Functions.RegCloseKey(open[0]);
        }
    }

    /** Removes a key that has none below; nothing when it isn't there. */
    public static void delete(Key key) throws Win32Exception {
        int error = Functions.RegDeleteKeyExW(key.root().handle, new WString(key.path()), key.view().flag, 0);
        if (error != NOT_FOUND) {
            check(error, "removing the registry key " + key);
        }
    }

    /** Whether a key has neither keys below nor values. */
    public static boolean isEmpty(Key key) {
        long[] open = new long[1];
        if (Functions.RegOpenKeyExW(key.root().handle, new WString(key.path()), 0, READ | key.view().flag, open) != 0) {
            return false;
        }
        try {
            int[] size = {NAME_CHARS};
            char[] name = new char[NAME_CHARS];
            Arrays.fill(name, ' ');
            return Functions.RegEnumKeyExW(open[0], 0, name, size, 0, 0, 0, 0) != 0
                    && Functions.RegEnumValueW(open[0], 0, name, new int[] {NAME_CHARS}, 0, 0, 0, 0) != 0;
        } finally {
            Functions.RegCloseKey(open[0]);
        }
    }

    private static void check(int error, String doing) throws Win32Exception {
        if (error != 0) {
            throw new Win32Exception(doing, error);
        }
    }

    /** Of a root's name as {@link Key#toString} has it. */
    public static Root root(String name) {
        return Root.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Of advapi32.dll. */
    private static final class Functions {
        static {
            Native.register(Functions.class, NativeLibrary.getInstance("advapi32"));
        }

        private Functions() {}

        static native int RegOpenKeyExW(long key, WString path, int options, int access, long[] out);

        static native int RegCreateKeyExW(
                long key,
                WString path,
                int reserved,
                long type,
                int options,
                int access,
                long security,
                long[] out,
                int[] disposition);

        static native int RegCloseKey(long key);

        static native int RegQueryValueExW(long key, WString name, long reserved, int[] type, byte[] data, int[] size);

        static native int RegSetValueExW(long key, WString name, int reserved, int type, byte[] data, int size);

        static native int RegEnumKeyExW(
                long key, int index, char[] name, int[] size, long reserved, long type, long typeSize, long time);

        static native int RegEnumValueW(
                long key, int index, char[] name, int[] size, long reserved, long type, long data, long dataSize);

        static native int RegDeleteKeyExW(long key, WString path, int access, int reserved);
    }
}
