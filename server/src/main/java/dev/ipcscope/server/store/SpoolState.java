package dev.ipcscope.server.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the writer knows of one spool: how far it has come, its conversations and unfinished messages. */
final class SpoolState {
    /** So many conversations that have ended are known to a new segment, and after a restart. */
    static final int KEPT_ENDED = 10_000;

    private static final int RECENT = 64;

    final UUID id;
    long seq;
    final Map<Long, Talk> talks = new HashMap<>();
    final Map<Long, List<Extent>> parts = new HashMap<>();

    /** The last few by their number: a look-up a message in the map would cost a tenth of the writer's time. */
    private @Nullable Talk[] recent = new Talk[RECENT];

    SpoolState(UUID id) {
        this.id = id;
    }

    /** What is told of a conversation may come a little after its end: the last ones are kept, here and in {@code known}. */
    void forget(Map<Long, Talk> known) {
        List<Talk> ended = new ArrayList<>(talks.values());
        ended.removeIf(t -> t.open);
        ended.sort(Comparator.comparingLong(Talk::number));
        int surplus = Math.max(0, ended.size() - KEPT_ENDED);
        for (Talk talk : ended.subList(0, surplus)) {
            talks.remove(talk.spoolNumber);
            known.remove(talk.number());
        }
    }

    @Nullable
    Talk talk(long number) {
        int slot = (int) number & RECENT - 1;
        Talk talk = recent[slot];
        if (talk == null || talk.spoolNumber != number) {
            talk = talks.get(number);
            recent[slot] = talk;
        }
        return talk;
    }

    void forgetRecent() {
        recent = new Talk[RECENT];
    }
}
