package dev.ipcscope.agent.mechanism.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in an IDL file: its interfaces with UUID, version and operations in order. Everything else in it, types,
 * attributes of parameters, imports, directives of the C preprocessor, is passed over. A base that is neither IUnknown,
 * IDispatch nor an interface of the same file can't be counted, so such an interface has no operations.
 */
final class IdlFile {

    /** Characters of a file. */
    static final int MAX_SIZE = 1 << 20;

    private static final Pattern UUID =
            Pattern.compile("\\buuid\\s*\\(\\s*\"?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\"?\\s*\\)");
    private static final Pattern VERSION = Pattern.compile("\\bversion\\s*\\(\\s*(\\d{1,5})(?:\\s*\\.\\s*(\\d{1,5}))?");
    private static final Pattern HEAD =
            Pattern.compile("\\binterface\\s+([A-Za-z_]\\w*)\\s*(?::\\s*([A-Za-z_]\\w*)\\s*)?$");
    private static final Pattern OPERATION = Pattern.compile("([A-Za-z_]\\w*)\\s*\\($");
    private static final Pattern QUOTED_C =
            Pattern.compile("\\bcpp_quote\\s*\\([^)]*\\)|\\bmidl_pragma\\s+\\w+\\s*\\([^)]*\\)");
    private static final Pattern SHARES_ANOTHERS_NUMBER = Pattern.compile("\\bcall_as\\s*\\(|\\bcallback\\b");
    private static final Set<String> NO_OPERATIONS = Set.of("typedef", "const", "import");
    private static final List<String> DISPATCH = List.of("GetTypeInfoCount", "GetTypeInfo", "GetIDsOfNames", "Invoke");

    private final String text;
    private final Map<String, List<String>> operationsOf = new HashMap<>();
    private final List<RpcInterface> found = new ArrayList<>();

    private IdlFile(String text) {
        this.text = text;
        operationsOf.put("IUnknown", RpcInterface.UNKNOWN);
        List<String> dispatch = new ArrayList<>(RpcInterface.UNKNOWN);
        dispatch.addAll(DISPATCH);
        operationsOf.put("IDispatch", dispatch);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException in words when there is no interface with a UUID in it, or it is too large
     */
    static List<RpcInterface> parse(String file) {
        if (file.length() > MAX_SIZE) {
            throw new IllegalArgumentException("it is larger than 1 MiB");
        }
        IdlFile idl = new IdlFile(plain(file));
        idl.read();
        if (idl.found.isEmpty()) {
            throw new IllegalArgumentException("there is no interface with a uuid in it");
        }
        return idl.found;
    }

    /** Without comments, preprocessor lines, what strings say, and what is quoted for the C compiler. */
    private static String plain(String file) {
        StringBuilder out = new StringBuilder(file.length());
        boolean blank = true; // this line so far
        for (int i = 0; i < file.length(); ) {
            char c = file.charAt(i);
            if (file.startsWith("//", i) || c == '#' && blank) {
                i = end(file, i, "\n");
            } else if (file.startsWith("/*", i)) {
                i = Math.min(file.length(), end(file, i + 2, "*/") + 2);
                out.append(' ');
            } else if (c == '"') {
                int close = closingQuote(file, i);
                // a quoted UUID is the only string that matters
                String inside = file.substring(i + 1, Math.max(i + 1, close));
                out.append(inside.matches("[0-9a-fA-F-]{36}") ? inside : "");
                i = close + 1;
                blank = false;
            } else {
                blank = c == '\n' || blank && Character.isWhitespace(c);
                out.append(c);
                i++;
            }
        }
        return QUOTED_C.matcher(out).replaceAll(" ");
    }

    private static int closingQuote(String file, int open) {
        int at = open + 1;
        while (at < file.length() && file.charAt(at) != '"' && file.charAt(at) != '\n') {
            at += file.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, file.length());
    }

    private static int end(String in, int from, String mark) {
        int at = in.indexOf(mark, from);
        return at < 0 ? in.length() : at;
    }

    /** Goes from brace to brace at the outermost level; what stands before one says what it opens. */
    private void read() {
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ';' || c == '}') {
                from = at + 1;
            } else if (c == '{') {
                int close = closing(at);
                String before = text.substring(from, at).strip();
                Matcher head = HEAD.matcher(before);
                if (head.find()) {
                    declare(before, head.group(1), head.group(2) == null ? "" : head.group(2), at + 1, close);
                    at = close;
                    from = close + 1;
                } else if (!before.endsWith("library") && !before.matches("(?s).*\\blibrary\\s+\\w+\\s*")) {
                    at = close;
                } else {
                    from = at + 1; // a library's interfaces stand inside its braces
                }
            }
        }
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private void declare(String before, String name, String base, int from, int to) {
        List<String> operations = new ArrayList<>(operationsOf.getOrDefault(base, List.of()));
        boolean countable = base.isEmpty() || operationsOf.containsKey(base);
        if (countable) {
            operations.addAll(operations(text.substring(from, Math.min(to, text.length()))));
        }
        operationsOf.put(name, operations);
        Matcher uuid = UUID.matcher(before);
        if (uuid.find()) {
            Matcher version = VERSION.matcher(before);
            boolean has = version.find();
            int major = has ? Integer.parseInt(version.group(1)) : 0;
            int minor = has && version.group(2) != null ? Integer.parseInt(version.group(2)) : 0;
            boolean object = before.matches("(?s).*[\\[,]\\s*object\\b.*") || operations.size() > 2 && isObject(base);
            found.add(new RpcInterface(uuid.group(1).toLowerCase(Locale.ROOT), major, minor, name, object, operations));
        }
    }

    private boolean isObject(String base) {
        return operationsOf.getOrDefault(base, List.of()).stream()
                .limit(3)
                .toList()
                .equals(RpcInterface.UNKNOWN);
    }

    /** The name before the first parenthesis of each statement that isn't in brackets or braces. */
    private static List<String> operations(String body) {
        List<String> all = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        StringBuilder attributes = new StringBuilder();
        int brackets = 0;
        int braces = 0;
        boolean named = false;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '{' || c == '}') {
                braces += c == '{' ? 1 : -1;
            } else if (c == ';' && braces <= 0) {
                statement.setLength(0);
                attributes.setLength(0);
                brackets = 0;
                named = false;
            } else if (c == '[' || c == ']') {
                brackets += c == '[' ? 1 : -1;
            } else if (braces <= 0 && !named) {
                (brackets > 0 ? attributes : statement).append(c);
                if (c == '(' && brackets <= 0) {
                    named = true;
                    add(statement.toString().strip(), attributes, all);
                }
            }
        }
        return all;
    }

    private static void add(String statement, CharSequence attributes, List<String> to) {
        Matcher name = OPERATION.matcher(statement);
        if (name.find()
                && !name.group(1).equals("switch")
                && !NO_OPERATIONS.contains(statement.split("\\W+", 2)[0])
                && !SHARES_ANOTHERS_NUMBER.matcher(attributes).find()) {
            to.add(name.group(1));
        }
    }
}
