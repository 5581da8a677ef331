package dev.ipcscope.server.store;

/**
 * A recorded set of conversations.
 *
 * @param number stable
 * @param name unique, changeable
 * @param started Unix ns
 * @param firstId the first id it may hold
 * @param lastId the last id it holds; less than {@code firstId} when it is empty
 * @param bytes on disk
 * @param live whether agents' messages go into it
 * @param paused whether they are counted and left out
 * @param removed messages that retention has deleted from its beginning
 */
public record Capture(
        long number,
        String name,
        long started,
        long firstId,
        long lastId,
        long bytes,
        boolean live,
        boolean paused,
        long removed) {

    private static final int LONGEST = 200;

    /**
     * A name as a person wrote it, without spaces around it.
     *
     * @throws IllegalArgumentException in words for one that is too long, or holds what would hide or reorder text
     */
    public static String named(String written) {
        String name = written.strip();
        if (name.length() > LONGEST || name.codePoints().anyMatch(Capture::misleads)) {
            throw new IllegalArgumentException("a capture's name has at most " + LONGEST
                    + " characters, and none that ends lines, controls or reorders text");
        }
        return name;
    }

    private static boolean misleads(int c) {
        int type = Character.getType(c);
        boolean reorders =
                c == 0x61c || c >= 0x200e && c <= 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return reorders
                || type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
