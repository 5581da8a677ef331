/**
 * TCP and UDP: relays between sockets.
 *
 * <pre>
 *  client ──▶ listen ─ TcpTap: a thread a conversation and one more ─▶ target        (relay.Relay does the rest)
 *
 *  client A ─┐          ┌▶ socket of A ─▶ target      one conversation a client address
 *            ├▶ listen ─┤
 *  client B ─┘          └▶ socket of B ─▶ target
 *  client A ◀───────────── side socket ◀── target's other port (TFTP): what A sends there goes to that port
 * </pre>
 *
 * Sources: RFC 9293 (TCP: half-close 3.6, reset 3.10.7), RFC 768 (UDP), RFC 1350 section 4 (TFTP's transfer
 * identifiers: a server answers from a new port), RFC 1122 section 4.1.3.3 (ICMP port unreachable is passed to the
 * program); Linux tcp(7), udp(7), socket(7).
 */
@NullMarked
package dev.ipcscope.agent.mechanism.socket;

import org.jspecify.annotations.NullMarked;
