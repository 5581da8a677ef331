/**
 * The store: one writer, segments that stand alone, readers apart.
 *
 * <p>{@link dev.ipcscope.server.store.MessageStore} is the contract; an in-memory implementation is the tests' oracle.
 */
@NullMarked
package dev.ipcscope.server.store;

import org.jspecify.annotations.NullMarked;
