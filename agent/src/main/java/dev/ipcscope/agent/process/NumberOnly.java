package dev.ipcscope.agent.process;

import dev.ipcscope.agent.model.ProcessInfo;

/** For systems that nobody has written a lookup for. */
enum NumberOnly implements ProcessLookup {
    INSTANCE;

    @Override
    public ProcessInfo describe(long pid) {
        return ProcessInfo.ofPid(pid);
    }

    @Override
    public boolean fitsThisMachine() {
        return true;
    }
}
