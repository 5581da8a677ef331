/**
 * Memory-mapped files: a snapshotter that compares a file's bytes with those it saw last and records what changed.
 *
 * <pre>
 *   writer ──mmap──▶ page cache ◀──mmap── reader
 *                        │ pread(2) every 50 ms, read only
 *                        ▼
 *                  last snapshot ──▶ changed ranges ──▶ one message of kind snapshot
 * </pre>
 *
 * <p>A message's payload is its ranges' bytes, one after the other; its attribute {@code size} is the file's size. To
 * rebuild the memory: begin at a key frame (attribute {@code keyFrame}), then for each message set the size (new bytes
 * are 0) and lay each range at its offset. Ranges cover all that changed and may cover unchanged bytes between two
 * changes.
 *
 * <p>The file is read through the page cache ({@code pread}, not {@code mmap}): a mapping of a file that shrinks raises
 * SIGBUS, a read returns fewer bytes. What is written while a snapshot is being taken may be in it in part (a torn
 * read), and what is written and overwritten between two snapshots is not seen: {@code every} says how fine the net is.
 *
 * <p>Sources: mmap(2), pread(2), shm_overview(7); proc_pid_maps(5) for who has a file mapped.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.mapping;

import org.jspecify.annotations.NullMarked;
