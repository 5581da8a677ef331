/** Tests of the Unix socket taps. */
@NullMarked
package dev.ipcscope.agent.mechanism.unix;

import org.jspecify.annotations.NullMarked;
