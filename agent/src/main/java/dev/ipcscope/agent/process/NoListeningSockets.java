package dev.ipcscope.agent.process;

import java.util.List;

/** For systems that nobody has written a search for. */
enum NoListeningSockets implements ListeningSockets {
    INSTANCE;

    @Override
    public List<Listening> tcp() {
        return List.of();
    }

    @Override
    public List<Listening> udp() {
        return List.of();
    }

    @Override
    public boolean fitsThisMachine() {
        return true;
    }
}
