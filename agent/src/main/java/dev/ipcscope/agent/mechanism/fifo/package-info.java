/**
 * FIFOs: a program writes into the front, we write into the real one, whose reader notices no difference.
 *
 * <pre>
 *  writer ──open, write──▶ front (made by us) ──read──▶ tap ──write──▶ real ──▶ reader
 *
 *  what happens                         what the tap does                         what the other side sees
 *  nobody reads the real one            doesn't open the front                    open(front) waits; ENXIO if it won't wait
 *  a reader comes                       opens both                                open(front) returns
 *  the last writer closes               closes the real one                       read returns 0
 *  a new writer writes                  opens the real one again                  the reader goes on, or the next one begins
 *  the reader goes while writers write  closes the front                          EPIPE and SIGPIPE
 *  the reader is slow                   waits                                     write waits, once both FIFOs are full
 * </pre>
 *
 * <p>Bytes keep the order in which the front took them, so writes of up to PIPE_BUF (4,096) bytes of several writers stay
 * whole. What can't be exact: up to another 64 KiB are on the way; a reader's open returns before the first writer comes
 * (its read waits instead, and without waiting gives EAGAIN, not 0); programs that write into the real one directly can
 * come between.
 *
 * <p>Sources: fifo(7), pipe(7), open(2), and fs/pipe.c of Linux for what poll reports of a FIFO that had no writer yet.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.fifo;

import org.jspecify.annotations.NullMarked;
