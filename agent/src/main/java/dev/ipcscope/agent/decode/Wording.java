package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Message;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one mechanism into a sentence where their attributes say more than their bytes, as those of calls
 * do. Found by {@link java.util.ServiceLoader} ({@code @AutoService(Wording.class)}) and kept in the mechanism's folder.
 * Safe for any number of threads; no I/O.
 */
public interface Wording {

    /** The id of the mechanism whose messages it knows. */
    String mechanism();

    /**
     * The message in one line, such as {@code request Price of stock|quotes}; null when there is nothing better to say
     * than its bytes and attributes. What the tapped programs said stands in it as it came: who shows it makes it safe.
     */
    @Nullable
    String line(Message message);
}
