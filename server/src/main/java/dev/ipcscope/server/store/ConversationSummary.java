package dev.ipcscope.server.store;

import dev.ipcscope.agent.model.Conversation;

/**
 * A conversation with what passed through it.
 *
 * @param conversation with the server's number
 * @param agent the agent that saw it
 * @param capture the capture's name
 * @param messages messages of kind data and snapshot
 * @param bytesToServer payload bytes from the client to the server
 * @param bytesToClient payload bytes from the server to the client
 * @param lost messages known to be lost
 * @param firstTime Unix ns of its first message
 * @param lastTime Unix ns of its last message
 * @param firstId id of its first message
 * @param lastId id of its last message
 * @param open whether it goes on, as far as is known
 */
public record ConversationSummary(
        Conversation conversation,
        String agent,
        String capture,
        long messages,
        long bytesToServer,
        long bytesToClient,
        long lost,
        long firstTime,
        long lastTime,
        long firstId,
        long lastId,
        boolean open) {}
