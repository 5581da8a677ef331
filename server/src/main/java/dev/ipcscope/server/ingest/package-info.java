/**
 * Batches of agents on their way into the store: in order per spool, answered after the commit.
 *
 * <pre>
 *  hello ─▶ stream S of a spool ─▶ batch 0, 1, 2, … (several at once) ─▶ MessageStore.append in order ─▶ lastSeq
 * </pre>
 */
@NullMarked
package dev.ipcscope.server.ingest;

import org.jspecify.annotations.NullMarked;
