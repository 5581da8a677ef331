package dev.ipcscope.agent.process;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.model.ProcessInfo;

/**
 * Describes processes from {@code /proc}. The name is that of {@code comm}, since the executable's file can have another
 * (redis-server's is redis-check-rdb).
 */
@AutoService(ProcessLookup.class)
public final class LinuxProcessLookup implements ProcessLookup {

    @Override
    public ProcessInfo describe(long pid) {
        return ProcFs.HERE.describe(pid);
    }

    @Override
    public boolean fitsThisMachine() {
        return System.getProperty("os.name", "").equals("Linux");
    }
}
