package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.win32.DdeMemory;
import dev.ipcscope.agent.win32.DdeMessage;
import java.io.IOException;

/**
 * Copies the blocks of memory that messages carry and frees each at the moment that the protocol says: the tap is the
 * server of the client and the client of the server. One thread at a time.
 *
 * <pre>
 *   block                      freed by                                   source (Microsoft)
 *   options of ADVISE          receiver; sender after a negative ACK      WM_DDE_ADVISE
 *   DATA, POKE with fRelease   receiver; sender after a negative ACK      WM_DDE_DATA, WM_DDE_POKE
 *   DATA, POKE without         sender after the ACK                       same
 *   commands of EXECUTE        sender after the ACK                       WM_DDE_EXECUTE
 * </pre>
 *
 * Atoms are passed on as they are: whoever would have deleted one without a tap does so with one.
 */
final class Courier {

    private final boolean copiesAtPost = DdeMemory.copiesAtPost();

    /** The message to send in place of one that came. */
    DdeMessage pack(Move move) throws IOException {
        DdeMessage came = move.message();
        Call answers = move.answers();
        if (came.message() == DdeMessage.ACK) {
            return answers != null && answers.isExecute() ? came.withBlock(answers.taken) : came;
        }
        if (came.block() == 0) {
            return came;
        }
        DdeMessage goes = came.withBlock(DdeMemory.make(move.block()));
        Call opens = move.opens();
        if (opens != null) {
            opens.taken = came.block();
            opens.given = goes.block();
        }
        return goes;
    }

    /** The message was posted. */
    void posted(Move move, DdeMessage goes) {
        DdeMessage came = move.message();
        if (move.answers() != null && came.message() == DdeMessage.ACK) {
            settle(move.answers(), new AckStatus((int) came.low()).isPositive());
        } else if (came.message() != DdeMessage.EXECUTE && came.block() != 0) {
            if (copiesAtPost) {
                DdeMemory.free(came.block());
                DdeMemory.free(goes.block());
            } else if (move.opens() == null && DdeHeader.of(move.block()).releases()) {
                DdeMemory.free(came.block());
            }
        }
    }

    /** The message couldn't be posted: what it carried goes nowhere. */
    void lost(Move move, DdeMessage goes) {
        if (move.message().block() != 0 && move.message().message() != DdeMessage.ACK) {
            DdeMemory.free(goes.block());
        }
        if (copiesAtPost && move.message().message() != DdeMessage.EXECUTE) {
            DdeMemory.free(move.message().block());
        }
    }

    /** A call was answered, or never will be. */
    void settle(Call call, boolean positive) {
        if (call.isExecute()) {
            DdeMemory.free(call.given);
            if (copiesAtPost) {
                DdeMemory.free(call.taken);
            }
        } else if (!copiesAtPost) {
            if (!call.givesBlockAway() || !positive) {
                DdeMemory.free(call.given);
            } else {
                DdeMemory.free(call.taken);
            }
        }
        call.given = 0;
        call.taken = 0;
    }
}
