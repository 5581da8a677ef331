package dev.ipcscope.agent.mechanism.unix;

import dev.ipcscope.agent.front.FrontRegistry;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.TapSpec;
import java.nio.file.Path;

/** A process with a tap, to be killed. Arguments: front, target, state folder. */
final class TapForKill {
    private TapForKill() {}

    public static void main(String[] arguments) throws Exception {
        new UnixMechanism(new FrontRegistry(Path.of(arguments[2])))
                .open(TapSpec.parse("unix:" + arguments[0] + "=" + arguments[1]), new RecordedMessages());
        System.out.println("open");
        System.in.read();
    }
}
