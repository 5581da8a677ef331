@NullMarked
package dev.ipcscope.agent.mechanism.mailslot;

import org.jspecify.annotations.NullMarked;
