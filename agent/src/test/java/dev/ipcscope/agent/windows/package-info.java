/** Runs the tests for Windows in a Windows JVM under Wine, and helps them to start foreign programs. */
@NullMarked
package dev.ipcscope.agent.windows;

import org.jspecify.annotations.NullMarked;
