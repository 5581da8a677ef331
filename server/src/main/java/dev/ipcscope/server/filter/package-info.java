/**
 * The SQL face of the filter language: one small class a term that looks at rows or payloads. Terms that look at the
 * conversation, its processes, direction or kind have none: the store decides them once for each of these.
 */
@NullMarked
package dev.ipcscope.server.filter;

import org.jspecify.annotations.NullMarked;
