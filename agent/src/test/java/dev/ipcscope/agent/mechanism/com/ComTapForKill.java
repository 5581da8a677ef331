package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.TapSpec;

/** A process with a tap, to be killed. */
public final class ComTapForKill {

    private ComTapForKill() {}

    /** Opens a tap of this spec, prints {@code ready} and stays. */
    public static void main(String[] args) throws Exception {
        ComMechanism mechanism = new ComMechanism();
        mechanism.open(mechanism.check(TapSpec.parse(args[0])), new RecordedMessages());
        System.out.println("ready");
        Thread.sleep(600_000);
    }
}
