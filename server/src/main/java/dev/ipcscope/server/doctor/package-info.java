/**
 * Why do I see nothing? The count at each stage from application to page, and what stands in the way.
 *
 * <pre>
 *  captured ─▶ in the spool ─▶ sent ─▶ committed ─▶ on the page
 *      └ dropped, by reason: gaps
 * </pre>
 */
@NullMarked
package dev.ipcscope.server.doctor;

import org.jspecify.annotations.NullMarked;
