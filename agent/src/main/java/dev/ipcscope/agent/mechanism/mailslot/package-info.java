/**
 * Windows mailslots.
 *
 * <p>On the wire a mailslot of another machine is a NetBIOS datagram on UDP port 138 with an SMB transaction inside;
 * {@link dev.ipcscope.agent.mechanism.mailslot.MailslotDatagramDecoder} reads it in the conversations of a UDP tap.
 *
 * <p>Sources: RFC 1001 section 14 and RFC 1002 sections 4.1 and 4.4 (names, datagrams); Microsoft, [MS-CIFS] 2.2.3.1 and
 * 2.2.4.33 (SMB header, SMB_COM_TRANSACTION), [MS-MAIL] 2.2.1 (mailslot write), [MS-BRWS] 2.2 (the browser's messages).
 */
@NullMarked
package dev.ipcscope.agent.mechanism.mailslot;

import org.jspecify.annotations.NullMarked;
