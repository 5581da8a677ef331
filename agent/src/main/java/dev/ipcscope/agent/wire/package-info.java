/**
 * What travels from an agent to a server and lies in the spool: the same bytes in both places.
 *
 * <pre>
 *  frame = u32 length · u32 CRC-32C · u64 last · body                      big-endian
 *          length: bytes after the CRC; the CRC covers them
 *          last:   the newest sequence number at the frame's end (that of a frame before, when it holds no message)
 *  body  = CBOR sequence (RFC 8742) of items, each an array whose first element is its type:
 *    [0, timeBase]                                   Unix ns at monotonic 0; first item of each frame
 *    [1, conversation, […]]                          a conversation, new or known better; may come again (no seq)
 *    [2, seq, mono, conversation, kind&lt;&lt;2|direction, length, payload, details|null]   a message
 *    [3, seq, offset, bytes]                         a part of the payload of message seq, which follows later
 *    [4, seq, clean, agentVersion]                   a session of the agent begins; clean: the last ended well
 *  batch (POST body) = one or more frames, as they lie in the spool
 * </pre>
 *
 * Sequence numbers ascend by one in a spool. A message's payload is the parts before it (in order) followed by the
 * bytes in the message itself. Of CBOR (RFC 8949) only definite lengths are used, and 64-bit floats.
 */
@NullMarked
package dev.ipcscope.agent.wire;

import org.jspecify.annotations.NullMarked;
