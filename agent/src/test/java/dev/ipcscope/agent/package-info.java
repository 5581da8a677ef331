/** Tests of the module as a whole. */
@NullMarked
package dev.ipcscope.agent;

import org.jspecify.annotations.NullMarked;
