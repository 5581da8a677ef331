package dev.ipcscope.server.app;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.store.MessageStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Messages whose names and bytes try to be obeyed by a browser, a terminal or a spreadsheet. */
final class HostileTraffic {

    static final String SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    static final String ESCAPE = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp";
    static final String FORMULA = "=cmd|' /C calc'!A0";

    private HostileTraffic() {}

    /** Three conversations with a message each: script, escapes, formula. */
    static void into(MessageStore store) throws Exception {
        List<WireItem> items = new ArrayList<>();
        items.add(new WireItem.TimeBase(1_767_323_045_000_000_000L));
        long number = 0;
        for (String evil : List.of(SCRIPT, ESCAPE, FORMULA)) {
            number++;
            ProcessInfo process = new ProcessInfo(7L, null, evil, evil, evil, evil);
            items.add(new WireItem.Talk(
                    new Conversation(number, "tcp", evil, "tcp:a=b", Policy.GAP, 1, process, process, evil, evil)));
            byte[] payload = evil.getBytes(StandardCharsets.UTF_8);
            items.add(new WireItem.Item(
                    number,
                    number,
                    number,
                    Kind.DATA,
                    Direction.CLIENT_TO_SERVER,
                    payload.length,
                    ByteBuffer.wrap(payload),
                    null));
        }
        store.append(UUID.randomUUID(), "tester", items).get(120, TimeUnit.SECONDS);
    }
}
