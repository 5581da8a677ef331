/**
 * From a conversation to the server: bounded buffers, a spool on disk, a sender that begins again where the server
 * left off.
 *
 * <pre>
 *  ConversationLog ─▶ frame in memory ─▶ spool file (kernel's page cache) ─▶ Sender ─▶ Uplink ─▶ server
 *        encode lock            io lock                                        ◀── acknowledged: committed
 * </pre>
 */
@NullMarked
package dev.ipcscope.agent.outbox;

import org.jspecify.annotations.NullMarked;
