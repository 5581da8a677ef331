/**
 * The HTML face: handlers that turn what the store and the agents know into view records, and those into pages.
 *
 * <p>The URL is the whole view state. Everything captured passes {@link dev.ipcscope.server.page.Visible} (control and
 * bidi characters) and the template engine (markup).
 */
@NullMarked
package dev.ipcscope.server.page;

import org.jspecify.annotations.NullMarked;
