package dev.ipcscope.server.page;

import java.util.List;

/** What the pages ask of the agents and have them do. */
public interface AgentDesk {

    /** The names of the agents that are connected. */
    List<String> connected();

    /** Whether any tap is open or waiting. */
    boolean tapped();
}
