/**
 * What the JDK lacks on Linux: native calls and nothing else. No rule about taps or recording lives here.
 *
 * <p>Layouts are those of the 64-bit kernel interface, the same on x86-64 and aarch64 (both little-endian, LP64). Sources:
 * Linux man-pages, sections 2 and 7, and the headers under include/uapi.
 */
@NullMarked
package dev.ipcscope.agent.linux;

import org.jspecify.annotations.NullMarked;
