/** Tests of the package of the same name. */
@NullMarked
package dev.ipcscope.agent.layout;

import org.jspecify.annotations.NullMarked;
