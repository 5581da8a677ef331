package dev.ipcscope.agent.mechanism.copydata;

import dev.ipcscope.agent.tap.TapSpecException;
import org.jspecify.annotations.Nullable;

/**
 * Which windows are meant, as FindWindow takes it: {@code CLASS} or {@code CLASS/TITLE}. The title is all behind the
 * first slash, and may be empty; a slash of the class is written {@code %2F}, a percent sign {@code %25}. Windows compares
 * both without regard to case.
 *
 * @param windowClass the name of the class
 * @param title null for any
 */
record WindowName(String windowClass, @Nullable String title) {

    /** Bytes don't count here, but Windows allows no more characters in the name of a class. */
    private static final int LONGEST_CLASS = 256;

    /** Reads one. */
    static WindowName parse(String text) throws TapSpecException {
        int slash = text.indexOf('/');
        String windowClass = decoded(slash < 0 ? text : text.substring(0, slash));
        if (windowClass.isEmpty()) {
            throw new TapSpecException(
                    0, "a window is named CLASS or CLASS/TITLE; the class is missing: see 'ipcscope-agent list'");
        }
        if (windowClass.length() > LONGEST_CLASS) {
            throw new TapSpecException(0, "the name of a window's class has at most " + LONGEST_CLASS + " characters");
        }
        return new WindowName(windowClass, slash < 0 ? null : text.substring(slash + 1));
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        String encoded = windowClass.replace("%", "%25").replace("/", "%2F");
        return title == null ? encoded : encoded + "/" + title;
    }

    /** For a sentence: {@code of class "Receiver" with title "Orders"}. */
    String words() {
        return "of class \"" + windowClass + "\"" + (title == null ? "" : " with title \"" + title + "\"");
    }

    private static String decoded(String text) {
        return text.replace("%2F", "/").replace("%2f", "/").replace("%25", "%");
    }
}
