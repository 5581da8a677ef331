package dev.ipcscope.agent.tap;

import dev.ipcscope.agent.model.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to tap and how: {@code MECHANISM:LISTEN=TARGET?option=value&…}. One grammar for the command line, the API and
 * the UI.
 *
 * <pre>
 *   tcp : 127.0.0.1:6380 = 127.0.0.1:6379 ? keep=4k &amp; policy=block
 *    │          │                 │          └ options: start at the last '?' that is followed by 'word='
 *    │          │                 └ target: from the first '=' to the options; absent for watchers and snapshotters
 *    │          └ listen: up to the first '='
 *    └ mechanism: up to the first ':'
 * </pre>
 *
 * In listen, target and option values {@code = ? & %} and control characters may be written {@code %XX} (UTF-8); a
 * leading {@code \\?\} is part of the name as it is. {@link #toString()} prints the canonical form, which parses back
 * to an equal spec.
 *
 * @param mechanism the mechanism's id
 * @param listen the name under which the tap is reached, or the object to watch
 * @param target the real endpoint, or null
 * @param options in the order given; each name once
 */
public record TapSpec(
        String mechanism, String listen, @Nullable String target, Map<String, String> options) {

    /** Option names that every mechanism takes. */
    public static final Set<String> COMMON_OPTIONS = Set.of("keep", "policy", "name");

    private static final String VERBATIM = "\\\\?\\";

    /** Copies the options, keeping their order. */
    public TapSpec {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** Reads a spec; the mechanism isn't looked up and its own options aren't checked here. */
    public static TapSpec parse(String text) throws TapSpecException {
        int colon = text.indexOf(':');
        if (colon <= 0 || !isWord(text.substring(0, colon))) {
            throw new TapSpecException(1, "a tap spec begins with a mechanism and a colon, for example tcp:");
        }
        int question = optionsStart(text, colon + 1);
        String names = question < 0 ? text.substring(colon + 1) : text.substring(colon + 1, question);
        int equals = names.indexOf('=');
        String listen = decode(equals < 0 ? names : names.substring(0, equals), colon + 2);
        String target = equals < 0 ? null : decode(names.substring(equals + 1), colon + equals + 3);
        if (target != null && target.isEmpty()) {
            throw new TapSpecException(colon + equals + 3, "nothing stands after '=': the real endpoint goes there");
        }
        Map<String, String> options = question < 0 ? Map.of() : options(text, question + 1);
        TapSpec spec = new TapSpec(text.substring(0, colon), listen, target, options);
        spec.checkCommonOptions(question + 2);
        return spec;
    }

    /** Bytes of each payload to keep; {@link Long#MAX_VALUE} (everything) when not given. */
    public long keep() {
        String size = options.get("keep");
        return size == null ? Long.MAX_VALUE : Units.size(size);
    }

    /** What happens when recording can't keep up; {@link Policy#GAP} when not given. */
    public Policy policy() {
        return "block".equals(options.get("policy")) ? Policy.BLOCK : Policy.GAP;
    }

    /** The name a person gave it, or null. */
    public @Nullable String name() {
        return options.get("name");
    }

    /** An option's value, or null. */
    public @Nullable String option(String option) {
        return options.get(option);
    }

    /** The same with another listen name, for example with the real port. */
    public TapSpec withListen(String newListen) {
        return new TapSpec(mechanism, newListen, target, options);
    }

    /** The same with another target. */
    public TapSpec withTarget(@Nullable String newTarget) {
        return new TapSpec(mechanism, listen, newTarget, options);
    }

    /** The same with an option set. */
    public TapSpec withOption(String option, String value) {
        Map<String, String> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new TapSpec(mechanism, listen, target, changed);
    }

    /**
     * Checks that only common options and these are used.
     *
     * @throws TapSpecException that lists what is allowed
     */
    public void allowOptions(Set<String> own) throws TapSpecException {
        for (String option : options.keySet()) {
            if (!COMMON_OPTIONS.contains(option) && !own.contains(option)) {
                List<String> all = new ArrayList<>(COMMON_OPTIONS);
                all.addAll(own);
                Collections.sort(all);
                throw new TapSpecException(
                        0, mechanism + " has no option '" + option + "'; it has " + String.join(", ", all));
            }
        }
    }

    /** The canonical form. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(mechanism).append(':');
        encode(listen, out);
        if (target != null) {
            out.append('=');
            encode(target, out);
        }
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            out.append(separator).append(option.getKey()).append('=');
            encode(option.getValue(), out);
            separator = '&';
        }
        return out.toString();
    }

    private void checkCommonOptions(int column) throws TapSpecException {
        String policy = options.get("policy");
        if (policy != null && !policy.equals("gap") && !policy.equals("block")) {
            throw new TapSpecException(column, "policy is gap or block, not '" + policy + "'");
        }
        try {
            keep();
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(column, "keep: " + e.getMessage());
        }
    }

    private static int optionsStart(String text, int from) {
        for (int at = text.lastIndexOf('?'); at >= from; at = text.lastIndexOf('?', at - 1)) {
            int equals = text.indexOf('=', at);
            if (equals > at + 1 && isWord(text.substring(at + 1, equals))) {
                return at;
            }
        }
        return -1;
    }

    private static Map<String, String> options(String text, int from) throws TapSpecException {
        Map<String, String> options = new LinkedHashMap<>();
        int at = from;
        for (String part : text.substring(from).split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0 || !isWord(part.substring(0, equals))) {
                throw new TapSpecException(at + 1, "an option is word=value, not '" + part + "'");
            }
            String value = decode(part.substring(equals + 1), at + equals + 2);
            if (options.put(part.substring(0, equals), value) != null) {
                throw new TapSpecException(at + 1, "option '" + part.substring(0, equals) + "' is given twice");
            }
            at += part.length() + 1;
        }
        return options;
    }

    private static boolean isWord(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private static String decode(String text, int column) throws TapSpecException {
        try {
            return PercentCode.decode(text);
        } catch (IllegalArgumentException e) {
            throw new TapSpecException(column, String.valueOf(e.getMessage()));
        }
    }

    private static void encode(String name, StringBuilder out) {
        int from = 0;
        if (name.startsWith(VERBATIM)) {
            out.append(VERBATIM);
            from = VERBATIM.length();
        }
        PercentCode.encode(name, from, out);
    }
}
