package dev.ipcscope.agent.process;

import dev.ipcscope.agent.linux.Links;
import dev.ipcscope.agent.model.ProcessInfo;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Describes processes from {@code /proc}, or from a tree that looks like it. */
final class ProcFs {
    private static final int ATTEMPTS = 3; // an exec in between changes the name; then it is read again
    private static final int SOCKET_LINK = 40; // socket:[18446744073709551615] and some more
    private static final int MAX_READ = 4 * ProcText.MAX_COMMAND;

    /** That of this machine. */
    static final ProcFs HERE = new ProcFs(Path.of("/proc"), Path.of("/etc/passwd"));

    private final Path root;
    private final Path passwd;
    private volatile @Nullable Users users;

    ProcFs(Path root, Path passwd) {
        this.root = root;
        this.passwd = passwd;
    }

    /** The users as they were when the file had this time. */
    private record Users(FileTime modified, String text) {}

    /** See {@link ProcessLookup#describe}. */
    ProcessInfo describe(long pid) {
        if (pid < 1) {
            return ProcessInfo.UNKNOWN;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long start = startTime(pid);
            if (start < 0) {
                break;
            }
            ProcessInfo info = read(pid);
            // The same start: nobody else got the pid meanwhile. The same name: no exec between the files.
            if (start == startTime(pid) && sameName(info)) {
                return info;
            }
        }
        return ProcessInfo.ofPid(pid);
    }

    /** When a process began, in ticks since boot; -1 when it is gone. */
    long startTime(long pid) {
        byte[] stat = file(pid, "stat");
        return stat == null ? -1 : ProcText.startTime(new String(stat, StandardCharsets.UTF_8));
    }

    /** The first bytes of a file of a process; null when it is gone or not to be read by us. */
    byte @Nullable [] file(long pid, String name) {
        return file(pid + "/" + name);
    }

    private String text(String name) {
        byte[] bytes = file(name);
        return bytes == null ? "" : new String(bytes, StandardCharsets.US_ASCII);
    }

    private byte @Nullable [] file(String name) {
        try (FileInputStream in = new FileInputStream(root + "/" + name)) {
            return in.readNBytes(MAX_READ);
        } catch (IOException e) {
            return null; // gone, or somebody else's: unknown
        }
    }

    Path root() {
        return root;
    }

    /** A socket table such as {@code net/tcp6}; empty on a kernel that has none of that name (no IPv6). */
    List<InetTable.Row> inetRows(String table) throws IOException {
        try {
            byte[] text = Files.readAllBytes(root.resolve("net").resolve(table));
            return InetTable.parse(new String(text, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private ProcessInfo read(long pid) {
        byte[] comm = file(pid, "comm");
        byte[] cmdline = file(pid, "cmdline");
        byte[] status = file(pid, "status");
        return new ProcessInfo(
                pid,
                null,
                comm == null ? null : ProcText.name(comm),
                Links.read(root + "/" + pid + "/exe"),
                cmdline == null ? null : ProcText.command(cmdline),
                status == null ? null : user(new String(status, StandardCharsets.UTF_8)));
    }

    private boolean sameName(ProcessInfo info) {
        byte[] comm = info.pid() == null ? null : file(info.pid(), "comm");
        return Objects.equals(info.name(), comm == null ? null : ProcText.name(comm));
    }

    /** The user's name, or the number of one without a name, as ps shows it. */
    private @Nullable String user(String status) {
        long uid = ProcText.effectiveUid(status);
        if (uid < 0) {
            return null;
        }
        String name = ProcText.userName(passwdText(), uid);
        return name == null ? Long.toString(uid) : name;
    }

    private String passwdText() {
        try {
            FileTime modified = Files.getLastModifiedTime(passwd);
            Users known = users;
            if (known == null || !known.modified.equals(modified)) {
                known = new Users(modified, new String(Files.readAllBytes(passwd), StandardCharsets.UTF_8));
                users = known;
            }
            return known.text;
        } catch (IOException e) {
            return "";
        }
    }

    /** The pids that there are now. */
    long[] pids() {
        String[] names = root.toFile().list((folder, name) -> isNumber(name));
        return names == null
                ? new long[0]
                : Arrays.stream(names).mapToLong(Long::parseLong).toArray();
    }

    /** The number that was given out last, to a process or a thread; 0 when unknown. */
    long newestPid() {
        return (long) ProcText.number(text("loadavg"), 4, 0);
    }

    /** Whether it is this process or one of its threads. */
    boolean isOurThread(long number) {
        return new File(root + "/self/task/" + number).exists(); // Files.exists throws inside, for tens of microseconds
    }

    /** The process that a thread belongs to; 0 when it is gone. */
    long processOf(long thread) {
        byte[] status = file(thread, "status");
        return status == null ? 0 : ProcText.process(new String(status, StandardCharsets.UTF_8));
    }

    /** The pids that there are now, the newest first, also after the numbers have begun again from the lowest. */
    long[] newestFirst() {
        long last = newestPid();
        long[] pids = pids();
        Arrays.sort(pids);
        long[] ordered = new long[pids.length];
        int newest = (int) Arrays.stream(pids).filter(pid -> pid <= last).count();
        for (int i = 0; i < pids.length; i++) {
            ordered[i] = pids[Math.floorMod(newest - 1 - i, pids.length)];
        }
        return ordered;
    }

    /** The clock that {@link #startTime} is read from. */
    long ticksSinceBoot() {
        return (long) (100 * ProcText.number(text("uptime"), 0, 0));
    }

    /** Who made a process; 0 for none or unknown. */
    long parent(long pid) {
        byte[] stat = file(pid, "stat");
        return stat == null ? 0 : ProcText.parent(new String(stat, StandardCharsets.UTF_8));
    }

    /** The numbers of a process's open files; empty when it is gone or somebody else's. */
    String[] descriptors(long pid) {
        String[] names = root.resolve(pid + "/fd").toFile().list();
        return names == null ? new String[0] : names;
    }

    /** What an open file is, as its link says; null when it is closed by now. */
    @Nullable
    String descriptor(long pid, String number) {
        return Links.read(root + "/" + pid + "/fd/" + number);
    }

    /** The inode of an open socket; -1 when it is something else, or closed by now. */
    long socketInode(long pid, String number) {
        return ProcText.socketInode(Links.read(root + "/" + pid + "/fd/" + number, SOCKET_LINK));
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() < 19 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
