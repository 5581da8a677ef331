package dev.ipcscope.agent.mechanism.rpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the first call in a payload when it was recorded, for who reads it without what came before.
 *
 * @param interfaceName the interface's name or UUID
 * @param operation the operation's name, may be empty
 * @param number the operation's number
 */
record Told(String interfaceName, String operation, int number) {

    /** Reads the attributes that {@link ReadingLog} gives a message; null when they don't say it. */
    static @Nullable Told of(Map<String, Object> attributes) {
        return attributes.get(ReadingLog.INTERFACE) instanceof String name
                        && attributes.get(ReadingLog.NUMBER) instanceof Number number
                ? new Told(
                        name,
                        attributes.get(ReadingLog.OPERATION) instanceof String operation ? operation : "",
                        number.intValue())
                : null;
    }
}
