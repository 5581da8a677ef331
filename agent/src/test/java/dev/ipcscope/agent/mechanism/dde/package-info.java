@NullMarked
package dev.ipcscope.agent.mechanism.dde;

import org.jspecify.annotations.NullMarked;
