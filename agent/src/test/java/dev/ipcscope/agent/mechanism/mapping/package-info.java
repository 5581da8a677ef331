/** Snapshots of real files, rebuilt from what was recorded. */
package dev.ipcscope.agent.mechanism.mapping;
