package dev.ipcscope.server.store;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * The state of a segment as it was read from its file.
 *
 * @param segment with its bounds, and for an unsealed one its zones
 * @param dictionary its channels with their sums
 * @param talks its conversations
 * @param spools the last sequence number of every spool
 * @param lastConversation the last number given to a conversation
 */
record Recovered(
        Segment segment,
        Dictionary dictionary,
        Collection<Talk> talks,
        Map<UUID, Long> spools,
        long lastConversation) {}
