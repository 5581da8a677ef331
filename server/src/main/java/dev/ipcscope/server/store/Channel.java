package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;

/** The messages of one conversation, direction and kind in one segment, and their sums. */
final class Channel {
    final int number;
    final Talk talk;
    final Direction direction;
    final Kind kind;

    /** Sums; the writer's while the segment is live, readers may be a commit behind. */
    long messages;

    long bytes;
    long lost;
    long firstId = Long.MAX_VALUE;
    long lastId;
    long firstTime;
    long lastTime;

    Channel(int number, Talk talk, Direction direction, Kind kind) {
        this.number = number;
        this.talk = talk;
        this.direction = direction;
        this.kind = kind;
    }

    void count(long id, long time, long length) {
        if (messages++ == 0) {
            firstId = id;
            firstTime = time;
        }
        bytes += length;
        lastId = id;
        lastTime = time;
    }
}
