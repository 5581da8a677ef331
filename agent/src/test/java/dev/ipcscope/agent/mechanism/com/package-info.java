/** COM servers. */
@NullMarked
package dev.ipcscope.agent.mechanism.com;

import org.jspecify.annotations.NullMarked;
