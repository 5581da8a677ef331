/** Tests of {@link dev.ipcscope.agent.mechanism.rpc}. */
@org.jspecify.annotations.NullMarked
package dev.ipcscope.agent.mechanism.rpc;
