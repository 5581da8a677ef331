package dev.ipcscope.agent.win32;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.process.ProcessLookup;
import org.jspecify.annotations.Nullable;

/**
 * Describes processes by the Windows API with PROCESS_QUERY_LIMITED_INFORMATION, which is granted for one's own
 * processes and, to administrators, for nearly all others.
 */
@AutoService(ProcessLookup.class)
public final class WindowsProcessLookup implements ProcessLookup {

    private static final int MAX_PATH_CHARS = 32_768;

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
            String path = path(process);
            return new ProcessInfo(
                    pid, null, fileName(path), path, ProcessCommand.of(pid, process), ProcessUser.of(process));
        } finally {
            Kernel32.CloseHandle(process);
        }
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
