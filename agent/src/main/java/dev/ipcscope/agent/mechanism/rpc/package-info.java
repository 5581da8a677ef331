/**
 * DCE/RPC: taps of TCP ports and named pipes whose bytes are remote procedure calls, and what reads them.
 *
 * <pre>
 *  rpc:tcp:LISTEN=TARGET ──▶ the tap of tcp ─┐                          ┌─ Frames (a direction's bytes cut into PDUs)
 *  rpc:pipe:…            ──▶ the tap of pipe ┼─▶ messages ─▶ RpcStream ─┼─ PduReader (one PDU: tree and line)
 *  tcp: in front of port 445 ─▶ Smb2Decoder ─┘                          └─ RpcState (contexts, open calls, fragments)
 *  udp:                      ─▶ DceRpcDatagramDecoder
 * </pre>
 *
 * Sources: DCE 1.1 RPC (The Open Group, C706), chapters 12 (PDU encodings) and 14 (NDR), appendices E (reject status
 * codes), I (protocol identifiers), L (towers), O (endpoint mapper); [MS-RPCE] for what Windows adds; [MS-DCOM] 2.2 for
 * ORPC; [MS-SMB2] 2.2 and [MS-FSCC] 2.3 for named pipes over SMB. Operations of well-known interfaces: interfaces.txt.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.rpc;

import org.jspecify.annotations.NullMarked;
