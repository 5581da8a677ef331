/**
 * Pictures from captured bytes for the browser. The bytes are hostile: a picture is read by code of ours that checks
 * each size before it takes memory, and written anew as PNG, so that nothing of the captured file reaches the browser.
 */
@NullMarked
package dev.ipcscope.server.picture;

import org.jspecify.annotations.NullMarked;
