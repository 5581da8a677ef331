package dev.ipcscope.server.store;

/**
 * The store's state at a moment.
 *
 * @param messages in all captures
 * @param bytes on disk
 * @param lastId newest committed id
 * @param lastTime Unix ns of the newest committed message; 0 when there is none
 * @param lastCommit Unix ns of the last commit; 0 when there was none
 * @param queued messages waiting for the writer
 * @param skippedWhilePaused messages left out since the live capture was paused
 * @param error why nothing can be stored at the moment, or empty
 */
public record StoreStatus(
        long messages,
        long bytes,
        long lastId,
        long lastTime,
        long lastCommit,
        long queued,
        long skippedWhilePaused,
        String error) {}
