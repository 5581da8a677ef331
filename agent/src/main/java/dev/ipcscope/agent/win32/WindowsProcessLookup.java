package dev.ipcscope.agent.win32;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes processes by the Windows API with PROCESS_QUERY_LIMITED_INFORMATION, which is granted for one's own
 * processes and, to administrators, for nearly all others.
 */
@AutoService(ProcessLookup.class)
public final class WindowsProcessLookup implements ProcessLookup {

    private static final int MAX_PATH_CHARS = 32_768;

    /** Programs that connect again and again are described once; what is known of them stays as it is. */
    private static final int REMEMBERED = 256;

    private static final Map<ProcessBirth, ProcessInfo> KNOWN = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ProcessBirth, ProcessInfo> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    @Override
    public ProcessInfo describe(long pid) {
        long process = Kernel32.OpenProcess(Kernel32.PROCESS_QUERY_LIMITED_INFORMATION, false, (int) pid);
        if (process == 0) {
            return ProcessInfo.ofPid(pid);
        }
        try {
            ProcessBirth birth = ProcessBirth.of(pid, process);
            ProcessInfo known = remembered(birth);
            return known == null ? remember(birth, look(pid, process)) : known;
        } finally {
            Kernel32.CloseHandle(process);
        }
    }

    private static @Nullable ProcessInfo remembered(ProcessBirth birth) {
        synchronized (KNOWN) {
            return KNOWN.get(birth);
        }
    }

    /** What couldn't be found out yet is looked for again. */
    private static ProcessInfo remember(ProcessBirth birth, ProcessInfo found) {
        if (birth.created() != 0 && found.path() != null && found.command() != null) {
            synchronized (KNOWN) {
                KNOWN.put(birth, found);
            }
        }
        return found;
    }

    private static ProcessInfo look(long pid, long process) {
        String path = path(process);
        return new ProcessInfo(
                pid, null, fileName(path), path, ProcessCommand.of(pid, process), ProcessUser.of(process));
    }

    @Override
    public String rights() {
        return TargetAccess.rights(
                ProcessHandle.allProcesses()
                        .map(process -> ProcessTraits.of(process.pid()))
                        .toList(),
                ProcessTraits.ofOurselves());
    }

    static @Nullable String path(long process) {
        char[] path = new char[MAX_PATH_CHARS];
        int[] size = {path.length};
        return Kernel32.QueryFullProcessImageNameW(process, 0, path, size) ? new String(path, 0, size[0]) : null;
    }

    static @Nullable String fileName(@Nullable String path) {
        return path == null ? null : path.substring(path.lastIndexOf('\\') + 1);
    }
}
