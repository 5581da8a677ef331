package dev.ipcscope.web;

/**
 * A conversation in a list.
 *
 * @param number its number
 * @param mark its mechanism
 * @param endpoint the endpoint's last part
 * @param endpointTitle the whole endpoint
 * @param client the client's name
 * @param clientPid its process id
 * @param server the server's name
 * @param serverPid its process id
 * @param messages how many
 * @param toServer bytes to the server
 * @param toClient bytes to the client
 * @param lost how many are known to be lost, or empty
 * @param opened when it began
 * @param state how it goes on or ended
 * @param open whether it goes on
 * @param agent who saw it
 */
public record Talk(
        long number,
        Mark mark,
        String endpoint,
        String endpointTitle,
        String client,
        String clientPid,
        String server,
        String serverPid,
        String messages,
        String toServer,
        String toClient,
        String lost,
        String opened,
        String state,
        boolean open,
        String agent) {}
