package dev.ipcscope.agent.mechanism.mapping;

/** A process that has a memory open, and whether it may write. */
record Holder(long pid, boolean writes) {}
