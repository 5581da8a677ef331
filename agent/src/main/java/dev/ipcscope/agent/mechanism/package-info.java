/** One way in which processes talk a folder; this package holds what they have in common. */
@NullMarked
package dev.ipcscope.agent.mechanism;

import org.jspecify.annotations.NullMarked;
