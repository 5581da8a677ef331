/**
 * Which process stands at which end: names for pids, pids for sockets.
 *
 * <pre>
 *  tap ── who holds 127.0.0.1:40312 → 127.0.0.1:6380 ? ──▶ queue ──▶ one thread
 *                                                                     │ address → inode   /proc/net/tcp, tcp6, udp, udp6
 *                                                                     │ inode → pid       /proc/PID/fd/N → socket:[inode]
 *  log.processes(…) ◀──────────────── future ◀────────────────────────┘ pid → name, path  /proc/PID/comm, exe, cmdline
 * </pre>
 *
 * <p>Sources: proc_pid_stat(5), proc_pid_fd(5), proc_net(5), Linux Documentation/networking/proc_net_tcp.rst.
 */
@NullMarked
package dev.ipcscope.agent.process;

import org.jspecify.annotations.NullMarked;
