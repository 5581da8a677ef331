package dev.ipcscope.agent.relay;

import java.io.IOException;

/** Where bytes come from. One thread reads. */
public interface Source {

    /** What {@link #read} returns when nothing will ever come again. */
    int END = -1;

    /**
     * Waits for bytes or a message and puts them into {@link Chunk#space()}, leaving the buffer's position after them.
     * A source of messages reads one whole message, asking for more {@link Chunk#space(int) space} when it is larger.
     *
     * @return how many bytes were read (0 is an empty message), or {@link #END}
     * @throws IOException when the other end broke off (a reset) or this end was aborted
     */
    int read(Chunk chunk) throws IOException;

    /** How many bytes can be read without waiting; 0 when there are none or when it can't be known. */
    default int available() throws IOException {
        return 0;
    }
}
