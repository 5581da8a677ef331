/**
 * What the pages show: values ready to print, made by the server's page handlers and read by the templates.
 *
 * <p>No I/O, no SQL, no logic: numbers are formatted, control characters are visible, and escaping is left to the
 * template engine.
 */
@NullMarked
package dev.ipcscope.web;

import org.jspecify.annotations.NullMarked;
