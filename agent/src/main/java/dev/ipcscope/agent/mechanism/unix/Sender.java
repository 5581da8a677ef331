package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.linux.UnixAddress;

/**
 * Who sends datagrams.
 *
 * @param name empty when its socket has none; then nothing can be answered
 * @param pid 0 when the process is out of our sight
 */
record Sender(UnixAddress name, int pid) {}
