@NullMarked
package dev.ipcscope.agent.decode;

import org.jspecify.annotations.NullMarked;
