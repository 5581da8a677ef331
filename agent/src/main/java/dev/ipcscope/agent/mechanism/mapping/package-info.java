/**
 * Memory that programs share: a snapshotter that compares its bytes with those it saw last and records what changed.
 *
 * <pre>
 *   writer ──▶ memory ◀── reader
 *                │ every 50 ms while it changes, ever more rarely while it doesn't; read only
 *                ▼
 *          last snapshot ──▶ changed ranges, changed named values ──▶ one message of kind snapshot
 * </pre>
 *
 * <p>What a message holds says {@link dev.ipcscope.agent.memory}, which rebuilds the memory from them. Ranges cover all
 * that changed and may cover unchanged bytes between two changes.
 *
 * <p>A file is read through the page cache ({@code pread}, not {@code mmap}): a mapping of a file that shrinks raises
 * SIGBUS, a read returns fewer bytes. A section of Windows is mapped read-only. What is written while a snapshot is
 * being taken may be in it in part (a torn read; marked where a layout names a sequence counter), and what is written
 * and overwritten between two snapshots is not seen.
 *
 * <p>OutputDebugString hands texts to a viewer through the section DBWIN_BUFFER; {@code mapping:DBWIN_BUFFER} is that
 * viewer, and records each text as data of the process that said it.
 *
 * <p>Sources: mmap(2), pread(2), shm_overview(7); proc_pid_maps(5) for who has a file mapped. Microsoft, "File Mapping",
 * OpenFileMapping, OutputDebugString and the SDK's sample dbmon.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.mapping;

import org.jspecify.annotations.NullMarked;
