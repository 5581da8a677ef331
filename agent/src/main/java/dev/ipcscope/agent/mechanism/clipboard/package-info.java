/**
 * The clipboard of Windows, watched.
 *
 * <pre>
 *   program ── puts formats there ──▶ clipboard ── "it changed" ──▶ listener (never waits)
 *                                         ▲                             │ counts
 *   owner ◀── asked to render ── reads ───┴──────────────────────── worker (may wait)
 * </pre>
 *
 * A change is an event that lists the formats, and a message for each format that was read; both say the clipboard's
 * sequence number. A conversation is what one process puts there.
 *
 * <p>To read may make the owner render a format that it only promised (delayed rendering), and nobody else can use the
 * clipboard meanwhile. So an owner that takes no messages isn't asked at all until it does, and with {@code read=formats}
 * nobody ever is.
 *
 * <p>Sources: Microsoft, "Clipboard Operations", "Clipboard Formats" (standard, registered, private, synthesized
 * formats; cloud clipboard and clipboard history formats), "HTML Clipboard Format", DROPFILES, BITMAPINFOHEADER.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.clipboard;

import org.jspecify.annotations.NullMarked;
