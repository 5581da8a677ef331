/**
 * Windows mailslots, tapped by a relay under another name.
 *
 * <pre>
 *   writer ──▶ \\.\mailslot\front ══ relay ══▶ \\.\mailslot\real ──▶ reader        (client to server)
 *   client ◀── \\.\mailslot\theirs ══ relay ══ \\.\mailslot\answers ◀── server     (?reply=answers=theirs)
 * </pre>
 *
 * What one side does and the other sees through the relay:
 *
 * <pre>
 *   writes n bytes (0 too)          one message of n bytes
 *   doesn't read                    its writes wait, once front and real are full
 *   closes the real mailslot        the front is gone, too: opening it fails with error 2; it comes back with the real
 *   is late to read                 its own time-out, which is none of the relay's business
 * </pre>
 *
 * A mailslot has one reader and any number of writers, and Windows tells neither reader nor relay who wrote.
 *
 * <p>Names of other machines ({@code \\host\mailslot\x}), of a domain and of everybody ({@code \\*\mailslot\x}) can stand
 * on the real side. Whether somebody reads them can't be seen; what Windows says about a write is recorded.
 *
 * <p>On the wire a mailslot of another machine is a NetBIOS datagram on UDP port 138 with an SMB transaction inside;
 * {@link dev.ipcscope.agent.mechanism.mailslot.MailslotDatagramDecoder} reads it in the conversations of a UDP tap.
 *
 * <p>Sources: Microsoft, "Mailslots" (About Mailslots; Mailslot Names; Mailslot Handle Inheritance), CreateMailslotW,
 * GetMailslotInfo, ReadFile, CreateFileW; RFC 1001 section 14 and RFC 1002 sections 4.1 and 4.4 (names, datagrams); Microsoft, [MS-CIFS] 2.2.3.1 and
 * 2.2.4.33 (SMB header, SMB_COM_TRANSACTION), [MS-MAIL] 2.2.1 (mailslot write), [MS-BRWS] 2.2 (the browser's messages).
 */
@NullMarked
package dev.ipcscope.agent.mechanism.mailslot;

import org.jspecify.annotations.NullMarked;
