/**
 * Layouts: what the bytes of a piece of memory mean. Pure; nothing here touches a memory or a tap.
 *
 * <p>A layout file is UTF-8 text, one thing a line; {@code #} begins a comment:
 *
 * <pre>
 *   endian little               # or big; of the fields after it; little when not given
 *   seqlock sequence            # this field is odd while the memory is being written
 *   counters begin end          # instead: these two fields differ while the memory is being written
 *   0x00  u32        magic      # OFFSET TYPE NAME
 *   8     u64        sequence
 *   +     f64        speed      # '+': directly after the field before
 *   32    u32[4]     engine     # an array
 *   48    utf8[32]   status     # text up to the first 0 byte
 * </pre>
 *
 * <p>Types: {@code u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 bool} (one byte, not 0 is true), {@code utf8[N]},
 * {@code ansi[N]} (windows-1252), {@code utf16[N]} (N units), {@code bytes[N]} (as hex), {@code filetime} (100 ns since
 * 1601), {@code unixs}, {@code unixms}, {@code unixns} (64 bits since 1970). {@code le} or {@code be} at the end of a
 * type, as in {@code u32be}, overrides {@code endian}. The text types have no arrays.
 *
 * <p>Whatever a file holds, reading it ends with a layout within bounds or with a {@link
 * dev.ipcscope.agent.layout.LayoutException} that names the line.
 */
@NullMarked
package dev.ipcscope.agent.layout;

import org.jspecify.annotations.NullMarked;
