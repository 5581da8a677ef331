package dev.ipcscope.agent.process;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the texts of {@code /proc/PID}; pure functions of what was read. */
final class ProcText {
    /** Characters of a command line that are kept; some programs have megabytes. */
    static final int MAX_COMMAND = 4096;

    private static final int PARENT_AFTER_NAME = 2;
    private static final int START_TIME_AFTER_NAME = 20; // field 22 of proc_pid_stat(5); the name is field 2

    private ProcText() {}

    /** When the process began, in ticks since boot, from {@code stat}; -1 when the text is something else. */
    static long startTime(String stat) {
        return afterName(stat, START_TIME_AFTER_NAME, -1);
    }

    /** Who made the process, from {@code stat}; 0 for none, or when the text is something else. */
    static long parent(String stat) {
        return afterName(stat, PARENT_AFTER_NAME, 0);
    }

    private static long afterName(String stat, int field, long otherwise) {
        int name = stat.lastIndexOf(')'); // the name itself may hold ')' and spaces
        return name < 0 ? otherwise : (long) number(stat.substring(name + 1).trim(), field - 1, otherwise);
    }

    /** A number among words that are parted by single spaces, counted from 0. */
    static double number(String words, int index, double otherwise) {
        String[] fields = words.split(" ", index + 2);
        try {
            return fields.length <= index ? otherwise : Double.parseDouble(fields[index].trim());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The name in {@code comm}; null when empty. */
    static @Nullable String name(byte[] comm) {
        String name = new String(comm, StandardCharsets.UTF_8);
        name = name.endsWith("\n") ? name.substring(0, name.length() - 1) : name;
        return name.isEmpty() ? null : name;
    }

    /** The arguments in {@code cmdline} with spaces between; null for kernel threads, which have none. */
    static @Nullable String command(byte[] cmdline) {
        int end = cmdline.length;
        while (end > 0 && cmdline[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            return null;
        }
        String command = new String(cmdline, 0, end, StandardCharsets.UTF_8).replace('\0', ' ');
        return command.length() <= MAX_COMMAND ? command : command.substring(0, MAX_COMMAND - 1) + "…";
    }

    /** The effective uid in {@code status}; -1 when it isn't there. */
    static long effectiveUid(String status) {
        return field(status, "Uid:", 1, -1);
    }

    /** The process in {@code status} of a thread or process; 0 when it isn't there. */
    static long process(String status) {
        return field(status, "Tgid:", 0, 0);
    }

    private static long field(String status, String name, int index, long otherwise) {
        for (String line : status.split("\n", -1)) {
            if (line.startsWith(name)) {
                String words = line.substring(name.length()).trim().replaceAll("\\s+", " ");
                return (long) number(words, index, otherwise);
            }
        }
        return otherwise;
    }

    /** The name of a uid in the text of {@code /etc/passwd}; null when it isn't there. */
    static @Nullable String userName(String passwd, long uid) {
        String wanted = Long.toString(uid);
        for (String line : passwd.split("\n", -1)) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && fields[2].equals(wanted) && !fields[0].isEmpty()) {
                return fields[0];
            }
        }
        return null;
    }

    /** The inode in a link of {@code fd}, {@code socket:[123]}; -1 for anything else. */
    static long socketInode(@Nullable String link) {
        if (link == null || !link.startsWith("socket:[") || !link.endsWith("]")) {
            return -1;
        }
        try {
            return Long.parseLong(link, 8, link.length() - 1, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
