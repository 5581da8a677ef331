@NullMarked
package dev.ipcscope.agent.mechanism.copydata;

import org.jspecify.annotations.NullMarked;
