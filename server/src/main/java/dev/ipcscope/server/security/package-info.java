/**
 * Who may see what was captured: nobody without the token, no page of another site, no name that was rebound to us.
 *
 * <pre>
 *  request ─▶ Host known? ─▶ Origin ours or absent? ─▶ Bearer token or session cookie? ─▶ handler
 *               │ 403            │ 403                    │ 401, or the login page
 * </pre>
 */
@NullMarked
package dev.ipcscope.server.security;

import org.jspecify.annotations.NullMarked;
