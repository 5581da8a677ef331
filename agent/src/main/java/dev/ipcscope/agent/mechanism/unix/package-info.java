/**
 * Unix sockets of all three types, by path or abstract name.
 *
 * <pre>
 *            front (our socket)                     upstream (our socket)
 *  client ──▶ accept ── SO_PEERCRED: pid     connect ──▶ server
 *     ▲         └─ recvmsg: bytes + descriptors ─▶ sendmsg ─┘   the same bytes with the same descriptors
 *     └───────────────── and back ──────────────────┘
 *
 *  datagrams: one front for all senders; a socket of our own to the server for each of them, so that
 *             an answer finds its way back:   sender ──▶ front ┄┄▶ own socket ──▶ server ──▶ own socket ┄┄▶ front ──▶ sender
 * </pre>
 *
 * <p>Descriptors that are passed (SCM_RIGHTS) go on with the bytes they came with and are closed here; of a stream the
 * kernel may hand over bytes that were sent before them in the same read, so they can arrive a few bytes early, never
 * late.
 *
 * <p>Sources: unix(7), recvmsg(2), sock_diag(7), proc_net(5), and net/unix/af_unix.c of Linux for what the manual leaves
 * open (when ECONNRESET and EPIPE are given).
 */
@NullMarked
package dev.ipcscope.agent.mechanism.unix;

import org.jspecify.annotations.NullMarked;
