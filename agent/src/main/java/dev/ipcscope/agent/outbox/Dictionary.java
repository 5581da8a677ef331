package dev.ipcscope.agent.outbox;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.wire.FrameWriter;
import java.io.IOException;
import java.util.List;

/** What a segment begins with, so that it can be read without those before. */
interface Dictionary {

    /** Conversations that frames yet to be written may refer to. */
    List<Conversation> conversations();

    /** The first conversation number that wasn't given out. */
    long nextConversation();

    /** Unix ns at monotonic 0, at this moment. */
    long timeBase();

    /** Writes the conversations into a new segment, after messages up to this number. */
    default void writeTo(Segment segment, long lastSeq) throws IOException {
        List<Conversation> all = conversations();
        if (all.isEmpty()) {
            return;
        }
        FrameWriter writer = new FrameWriter(FrameWriter.MIN_CAPACITY);
        writer.begin(timeBase());
        for (Conversation conversation : all) {
            if (writer.room() < FrameWriter.roomFor(conversation)) {
                segment.append(writer.seal(lastSeq));
                writer.begin(timeBase());
            }
            writer.talk(conversation);
        }
        segment.append(writer.seal(lastSeq));
    }
}
