/** Tests of {@link dev.ipcscope.agent.automation} with recorded bytes. */
@org.jspecify.annotations.NullMarked
package dev.ipcscope.agent.automation;
