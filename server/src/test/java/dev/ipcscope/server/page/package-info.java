/** Tests of the pages: view records by themselves, and everything else in a real browser. */
@NullMarked
package dev.ipcscope.server.page;

import org.jspecify.annotations.NullMarked;
