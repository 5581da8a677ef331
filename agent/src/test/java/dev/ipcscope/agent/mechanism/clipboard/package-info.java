@NullMarked
package dev.ipcscope.agent.mechanism.clipboard;

import org.jspecify.annotations.NullMarked;
