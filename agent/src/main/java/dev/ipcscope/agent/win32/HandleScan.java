package dev.ipcscope.agent.win32;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found by looking through the handles of all processes that may be opened: one's own user's and, to
 * administrators, nearly all others.
 *
 * <pre>
 *  NtQuerySystemInformation(64) ─▶ OpenProcess ─▶ DuplicateHandle ─▶ type ─▶ name ─▶ state ─▶ CloseHandle
 *      every handle of the system                                     └ on an expendable thread ┘
 * </pre>
 *
 * Name and state of a handle that waits in a synchronous operation can't be asked on Windows before that operation is
 * over; such handles are counted as silent. A scan takes some tenths of a second; use it from a thread that may wait.
 *
 * <p>Sources: Microsoft, NtQuerySystemInformation, NtQueryObject, NtQueryVolumeInformationFile, [MS-FSCC] 2.4 and
 * 2.5.10; class 64 of the first is documented in the Windows Driver Kit's headers only.
 *
 * @param objects what was found, in the order of the table
 * @param closedProcesses processes that may not be opened: what they hold isn't here
 * @param silent handles that didn't answer in time
 */
public record HandleScan(List<HeldObject> objects, Set<Long> closedProcesses, int silent) {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final int MOST_SILENT = 64;

    /** Copies what is given. */
    public HandleScan {
        objects = List.copyOf(objects);
        closedProcesses = Set.copyOf(closedProcesses);
    }

    /**
     * Looks for objects of these kinds in all processes.
     *
     * @throws IOException when the system's table of handles can't be had
     */
    public static HandleScan of(HeldObject.Kind first, HeldObject.Kind... more) throws IOException {
        return of(-1, EnumSet.of(first, more));
    }

    /** Looks through the handles of one process only. */
    public static HandleScan ofProcess(long pid, HeldObject.Kind first, HeldObject.Kind... more) throws IOException {
        return of(pid, EnumSet.of(first, more));
    }

    /** The objects of a kind and this whole name (as {@link KernelName} spells it). */
    public List<HeldObject> named(HeldObject.Kind kind, String name) {
        return objects.stream()
                .filter(object -> object.kind() == kind)
                .filter(object -> kind == HeldObject.Kind.SECTION
                        ? object.name().equals(name)
                        : KernelName.same(object.name(), name))
                .toList();
    }

    /** How many handles of any kind a process holds. */
    public static long countOf(long pid) throws IOException {
        return table().stream().filter(handle -> handle.pid() == pid).count();
    }

    /** Whether a process holds a completion port. */
    static boolean holdsCompletionPort(long pid) throws IOException {
        return countsByType(pid).containsKey("IoCompletion");
    }

    /** Whether processes that this one starts get this handle of its. */
    static boolean isInherited(long pid, long handle) throws IOException {
        return table().stream().anyMatch(open -> open.pid() == pid && open.value() == handle && open.inherited());
    }

    /**
     * How many handles of each type a process holds.
     *
     * @return by the kernel's name of the type, such as {@code File} or {@code Event}; "" for those that couldn't be asked,
     *     nothing for a process that may not be opened
     */
    public static Map<String, Long> countsByType(long pid) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_DUP_HANDLE, false, (int) pid);
        if (process == 0) {
            return counts;
        }
        try {
            Map<Integer, String> types = new HashMap<>();
            for (OpenHandle handle : table()) {
                if (handle.pid() == pid) {
                    counts.merge(types.computeIfAbsent(handle.type(), index -> type(process, handle)), 1L, Long::sum);
                }
            }
            return counts;
        } finally {
            Kernel32.CloseHandle(process);
        }
    }

    private static String type(long process, OpenHandle handle) {
        long own = HandleQuestions.duplicate(process, handle.value());
        if (own == 0) {
            return "";
        }
        String told = HandleQuestions.type(own);
        Kernel32.CloseHandle(own);
        return told;
    }

    private static HandleScan of(long onlyPid, Set<HeldObject.Kind> kinds) throws IOException {
        try (Scanner scanner = new Scanner(kinds)) {
            for (OpenHandle handle : table()) {
                if (onlyPid < 0 || handle.pid() == onlyPid) {
                    scanner.look(handle);
                }
            }
            return scanner.result();
        }
    }

    private static List<OpenHandle> table() throws IOException {
        if (Wine.runsHere()) {
            StartingProcesses.await();
        }
        return SystemTable.ask(Ntdll.SYSTEM_EXTENDED_HANDLE_INFORMATION, "its open handles", OpenHandle::parse);
    }

    /** The processes that are open during one scan, and what was found in them. */
    private static final class Scanner implements AutoCloseable {

        private final Set<HeldObject.Kind> kinds;
        private final Set<String> wantedTypes;
        private final Map<Long, Long> processes = new HashMap<>();
        private final Map<Integer, String> types = new HashMap<>();
        private final Set<Long> closed = new HashSet<>();
        private final List<HeldObject> found = new ArrayList<>();
        private final int session = ObjectDirectory.session();
        private final Expendable expendable = new Expendable(LIMIT, MOST_SILENT);
        private int silent;

        Scanner(Set<HeldObject.Kind> kinds) {
            this.kinds = kinds;
            this.wantedTypes = kinds.stream().map(kind -> kind.objectType).collect(Collectors.toSet());
        }

        void look(OpenHandle handle) {
            String known = types.get(handle.type());
            if (known != null && !wantedTypes.contains(known)) {
                return;
            }
            if (!expendable.takes(handle)) {
                silent++;
                return;
            }
            long process = processes.computeIfAbsent(handle.pid(), this::open);
            long own = process == 0 ? 0 : HandleQuestions.duplicate(process, handle.value());
            if (own == 0) {
                return;
            }
            String type = types.computeIfAbsent(handle.type(), index -> HandleQuestions.type(own));
            if (!wantedTypes.contains(type)) {
                Kernel32.CloseHandle(own);
                return;
            }
            Expendable.Answer<HeldObject> answer = expendable.call(handle, () -> ask(handle, type, own));
            if (answer.value() != null) {
                found.add(answer.value());
            } else if (!answer.came()) {
                silent++;
            }
        }

        /** Closes the handle itself: when the question hangs, nobody else can. */
        private @Nullable HeldObject ask(OpenHandle handle, String type, long own) {
            try {
                boolean file = type.equals(HeldObject.Kind.PIPE.objectType);
                String told = file ? HandleQuestions.fileName(own) : HandleQuestions.name(own);
                if (told.isEmpty()) {
                    return null;
                }
                if (type.equals(HeldObject.Kind.SECTION.objectType)) {
                    return held(handle, HeldObject.Kind.SECTION, KernelName.section(told, session), null, null);
                }
                String pipe = KernelName.ofHandle(told, HeldObject.Kind.PIPE);
                if (!pipe.isEmpty() && kinds.contains(HeldObject.Kind.PIPE)) {
                    return held(handle, HeldObject.Kind.PIPE, pipe, HandleQuestions.pipe(own), null);
                }
                String mailslot = KernelName.ofHandle(told, HeldObject.Kind.MAILSLOT);
                if (!mailslot.isEmpty() && kinds.contains(HeldObject.Kind.MAILSLOT)) {
                    return held(handle, HeldObject.Kind.MAILSLOT, mailslot, null, HandleQuestions.mailslot(own));
                }
                return null;
            } finally {
                Kernel32.CloseHandle(own);
            }
        }

        private static HeldObject held(
                OpenHandle handle,
                HeldObject.Kind kind,
                String name,
                @Nullable PipeState pipe,
                @Nullable MailslotState mailslot) {
            return new HeldObject(handle.pid(), handle.value(), handle.access(), kind, name, pipe, mailslot);
        }

        private long open(long pid) {
            long process = Kernel32.OpenProcess(Kernel32.PROCESS_DUP_HANDLE, false, (int) pid);
            if (process == 0) {
                closed.add(pid);
            }
            return process;
        }

        HandleScan result() {
            return new HandleScan(found, closed, silent);
        }

        @Override
        public void close() {
            expendable.close();
            processes.values().stream().filter(process -> process != 0).forEach(Kernel32::CloseHandle);
        }
    }
}
