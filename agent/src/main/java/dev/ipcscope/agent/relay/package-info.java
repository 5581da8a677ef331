/**
 * The one pump that all relays share.
 *
 * <pre>
 *             ┌──────────── Lane: one a direction ───────────────┐
 *  Source ──▶ │ Gate? ──▶ (policy=block: record) ──▶ Sink.write ──▶ record │
 *    ▲ Pump   └─────────────────────────────────────────────────┘
 *    └ reads into a Chunk whose buffer grows while reads fill it
 *
 *  RecordOrder keeps the records of both lanes in the order in which their chunks set out
 *  Relay = two pumps between two Connections: passes ends and resets on, closes both, records the close
 * </pre>
 *
 * A stream mechanism (TCP, Unix sockets, named pipes) makes two {@link dev.ipcscope.agent.relay.Connection}s and runs a
 * {@link dev.ipcscope.agent.relay.Relay}; a one-way mechanism (FIFO) runs a {@link dev.ipcscope.agent.relay.Pump}; a
 * mechanism that demultiplexes by itself (UDP) gives each datagram to a {@link dev.ipcscope.agent.relay.Lane}.
 */
@NullMarked
package dev.ipcscope.agent.relay;

import org.jspecify.annotations.NullMarked;
