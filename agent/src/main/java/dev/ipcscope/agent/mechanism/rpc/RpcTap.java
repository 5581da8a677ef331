package dev.ipcscope.agent.mechanism.rpc;

import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;

/** The tap of the mechanism that carries the calls, under the spec that it was opened with. */
record RpcTap(Tap inner, TapSpec spec) implements Tap {

    @Override
    public String endpoint() {
        return inner.endpoint();
    }

    @Override
    public int conversations() {
        return inner.conversations();
    }

    @Override
    public String note() {
        return inner.note();
    }

    @Override
    public void close() {
        inner.close();
    }
}
