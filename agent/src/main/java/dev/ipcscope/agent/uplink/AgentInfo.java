package dev.ipcscope.agent.uplink;

import java.util.UUID;

/**
 * Who an agent is.
 *
 * @param protocol the wire's version, {@link dev.ipcscope.agent.wire.Protocol#VERSION}
 * @param spool identifies its spool
 * @param instance identifies this run of it
 * @param name the name it was given
 * @param host the machine's name
 * @param os operating system, version and architecture
 * @param user the user it runs as
 * @param pid its process
 * @param version of ipcscope
 */
public record AgentInfo(
        int protocol,
        UUID spool,
        UUID instance,
        String name,
        String host,
        String os,
        String user,
        long pid,
        String version) {}
