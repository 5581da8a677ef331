/**
 * Dynamic Data Exchange of Windows, relayed message by message.
 *
 * <pre>
 *   client ── INITIATE ──▶ front window (topmost)          asks every other window in the client's place
 *                              │ accepted by a server
 *   client ⇄ window of ours ═ relay ═ window of ours ⇄ server     REQUEST, POKE, EXECUTE, ADVISE, DATA, ACK, TERMINATE
 * </pre>
 *
 * What one side does and the other sees through the tap:
 *
 * <pre>
 *   asks for an unknown service, topic         no conversation, as without a tap
 *   answers with any status, busy included     the same status
 *   doesn't answer                             no answer: its own time-out, which is none of the tap's business
 *   ends the conversation, or dies             the end of the conversation
 *   writes commands in ANSI or Unicode         the same bytes: each window of ours is of its partner's partner's kind
 * </pre>
 *
 * <p>Messages of DDE are posted and nothing waits in the tap, so one conversation never holds up another, each can be
 * held alone, and what takes a program's time takes only the programs' own.
 *
 * <p>Sources: Microsoft, "About Dynamic Data Exchange" and its messages WM_DDE_INITIATE, ACK, REQUEST, DATA, POKE,
 * ADVISE, UNADVISE, EXECUTE, TERMINATE; PackDDElParam; "About the Dynamic Data Exchange Management Library"; ddeml.h,
 * dde.h.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.dde;

import org.jspecify.annotations.NullMarked;
