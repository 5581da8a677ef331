package dev.ipcscope.agent.model;

import org.jspecify.annotations.Nullable;

/**
 * One connection through a tap: one socket, one pipe instance, the datagrams of one client, one memory mapping.
 *
 * <p>The processes may become known after the first messages; the record is then sent again with the same number.
 *
 * @param number agent side: unique in its spool; server side: unique in the store
 * @param mechanism the mechanism's id, for example {@code tcp}
 * @param endpoint what the tap shows as its endpoint, for example {@code 127.0.0.1:6379}
 * @param tap the tap's spec in canonical form
 * @param policy what happens when recording can't keep up
 * @param opened when it began, Unix time in ns
 * @param client the process that asked; {@link ProcessInfo#UNKNOWN} when not known
 * @param server the process that answers; {@link ProcessInfo#UNKNOWN} when not known
 * @param clientAddress where the client came from in the mechanism's own notation, if it has one
 * @param serverAddress where the server was reached in the mechanism's own notation, if it has one
 */
public record Conversation(
        long number,
        String mechanism,
        String endpoint,
        String tap,
        Policy policy,
        long opened,
        ProcessInfo client,
        ProcessInfo server,
        @Nullable String clientAddress,
        @Nullable String serverAddress) {

    /** The same conversation under another number. */
    public Conversation withNumber(long newNumber) {
        return new Conversation(
                newNumber, mechanism, endpoint, tap, policy, opened, client, server, clientAddress, serverAddress);
    }

    /** The same conversation with its processes known better. */
    public Conversation withProcesses(ProcessInfo newClient, ProcessInfo newServer) {
        return new Conversation(
                number, mechanism, endpoint, tap, policy, opened, newClient, newServer, clientAddress, serverAddress);
    }
}
