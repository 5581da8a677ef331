package dev.ipcscope.server.security;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Browsers that have shown the token, by session id. After a restart {@link Seal} vouches for them. Thread-safe. */
final class Sessions {

    /** More at once would be a mistake or an attack; the longest unused one goes. */
    static final int MOST = 1_000;

    private static final long LIFE = Duration.ofDays(14).toNanos();

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Long> lastUse = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> closed = new HashSet<>();
    private final LongSupplier nanoTime;

    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A new session's id: 256 random bits. */
    synchronized String open() {
        byte[] id = new byte[32];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        lastUse.put(text, nanoTime.getAsLong());
        trim();
        return text;
    }

    private void trim() {
        Iterator<String> oldest = lastUse.keySet().iterator();
        while (lastUse.size() > MOST) {
            closed.add(oldest.next());
            oldest.remove();
        }
    }

    synchronized boolean isOpen(@Nullable String id) {
        Long used = id == null ? null : lastUse.get(id);
        if (id == null || used == null) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (now - used > LIFE) {
            lastUse.remove(id);
            closed.add(id);
            return false;
        }
        lastUse.put(id, now);
        return true;
    }

    /** Takes over a session of the process before; one that was closed here stays closed. */
    synchronized boolean adopt(String id) {
        if (closed.contains(id)) {
            return false;
        }
        lastUse.put(id, nanoTime.getAsLong());
        trim();
        return true;
    }

    synchronized void close(@Nullable String id) {
        if (id != null) {
            lastUse.remove(id);
            closed.add(id);
        }
    }
}
