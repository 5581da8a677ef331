/**
 * Windows named pipes, tapped by a relay under another name or by taking a place beside the server under its own.
 *
 * <pre>
 *   client ──▶ \\.\pipe\front ══ relay ══▶ \\.\pipe\real ──▶ server
 *              made like real:             opened as a client, in the
 *              mode, direction, number     pipe's own mode
 *              of instances, access list
 * </pre>
 *
 * What one side does and the other sees through the relay:
 *
 * <pre>
 *   writes n bytes (0 too)            one message of n bytes, or n bytes of a stream
 *   closes its handle                 reads what is left, then ERROR_BROKEN_PIPE (109)
 *   server disconnects                reads what the server flushed, then ERROR_PIPE_NOT_CONNECTED (233)
 *   doesn't read                      its writes wait
 *   has no free instance              ERROR_PIPE_BUSY (231) when opening
 *   closes the pipe                   after up to 5 s ERROR_FILE_NOT_FOUND (2) when opening
 * </pre>
 *
 * The shape of the real pipe can only be asked over a connection. So opening a tap connects once; that connection
 * serves the first client when one comes soon and is closed otherwise. With {@code type=byte} or {@code type=message}
 * nothing is asked before a client comes.
 *
 * <p>A pipe that carries data only to the client can't tell the relay that the client is gone before the server writes.
 *
 * <h2>Beside the server</h2>
 *
 * <pre>
 *                 ┌▶ our instances of \\.\pipe\x ══ relay ══▶ one of the kept connections ──▶ server
 *   client ──▶ \\.\pipe\x
 *                 └▶ the server's own instances: kept in use by connections of ours, so that nobody meets them
 * </pre>
 *
 * The server's instances are watched each millisecond (number of instances, state of those of its handles that may
 * listen) and opened as soon as they listen. A server that speaks first and hangs up is tapped only in part: what it said
 * to a kept connection waits there for the next client. A client may still be quicker: it is recorded as a conversation without payload. What remains
 * visible: the server sees silent clients that wait, the agent's process as its client, and clients see the agent's
 * process as their server. While all the server's instances are in use a client is let in and waits, where it would
 * have seen ERROR_PIPE_BUSY. A client inside the agent's own process isn't tapped.
 *
 * <h2>In the server's place</h2>
 *
 * With {@code ?attach=swap} the server's own ends are taken out of its process and ends of private pipes put under the
 * same handles. The process is suspended for that moment. Operations that wait then go on where they are: one read may
 * get its message past the tap, which is recorded as a gap. Ends of programs with completion ports are refused, since
 * the binding to the port can't be moved, and an end that several handles share, as of a server and its child. Instances that the server makes later aren't tapped, and a server that closes
 * its only instance to make it anew may meet error 231, as the taken one goes a moment later. When
 * the server has closed all its ends the tap waits for the next ones. When the tap is closed the server gets its ends back; a server that waits for a client then sees one that comes and goes.
 *
 * <p>Sources: Microsoft, "Named Pipes" (Pipe Names; Named Pipe Type, Read, and Wait Modes; Named Pipe Instances; Named
 * Pipe Security and Access Rights), CreateNamedPipeW, ConnectNamedPipe, ReadFile, DisconnectNamedPipe. Instance order,
 * and what a full pipe does, are undocumented and not relied on.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.pipe;

import org.jspecify.annotations.NullMarked;
