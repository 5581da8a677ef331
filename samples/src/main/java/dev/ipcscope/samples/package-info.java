/**
 * Small programs that talk, one pair a mechanism, for the demo and for trying taps. They know nothing of ipcscope.
 *
 * <pre>
 *   order-talker     ──TCP, JSON lines──▶           order-listener
 *   sensor-talker    ──UDP, text and binary──▶      sensor-listener
 *   stock-talker     ──Unix socket, HTTP──▶         stock-listener
 *   log-talker       ──FIFO, lines──▶               log-listener
 *   telemetry-talker ──mapped file, a struct──▶     telemetry-listener
 * </pre>
 */
@NullMarked
package dev.ipcscope.samples;

import org.jspecify.annotations.NullMarked;
