package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.win32.DdeMessage;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through the tap, and what it means in its conversation.
 *
 * @param direction which way it goes
 * @param message as it came
 * @param block the bytes of its block, empty for none
 * @param item the name of its item, empty for none
 * @param opens the call that it begins, or null
 * @param answers the call that it answers, or null
 * @param mono when it came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Move(
        Direction direction,
        DdeMessage message,
        byte[] block,
        String item,
        @Nullable Call opens,
        @Nullable Call answers,
        long mono) {}
