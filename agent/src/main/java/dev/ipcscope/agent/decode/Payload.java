package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Message;
import java.util.Map;

/**
 * What a decoder gets of a message.
 *
 * @param direction which way it went
 * @param bytes what there is of it; not to be changed
 * @param length how many bytes the program sent; more than there are when they were cut
 * @param attributes what the mechanism told about them besides, for example in which format they are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Payload(Direction direction, byte[] bytes, long length, Map<String, Object> attributes) {

    /** Of which nothing else is known. */
    public Payload(Direction direction, byte[] bytes, long length) {
        this(direction, bytes, length, Map.of());
    }

    /** Of a message whose payload may have been cut further. */
    public static Payload of(Message message) {
        return new Payload(
                message.direction(),
                message.payload(),
                message.length(),
                message.details().attributes());
    }

    /** Whether its end is missing. */
    public boolean isCut() {
        return bytes.length < length;
    }
}
