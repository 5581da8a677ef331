/** Tests of the native bindings' pure parts. */
@NullMarked
package dev.ipcscope.agent.linux;

import org.jspecify.annotations.NullMarked;
