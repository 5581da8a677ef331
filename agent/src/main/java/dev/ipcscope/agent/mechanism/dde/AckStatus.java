package dev.ipcscope.agent.mechanism.dde;

import java.util.Locale;
import java.util.Map;

/**
 * The status word of a WM_DDE_ACK. Source: Microsoft, structure DDEACK (dde.h); DDE_FACK, DDE_FBUSY, DDE_FNOTPROCESSED
 * (ddeml.h).
 *
 * @param bits as they came
 */
record AckStatus(int bits) {

    private static final int ACK = 0x8000;
    private static final int BUSY = 0x4000;
    private static final int APPLICATION = 0xff;

    boolean isPositive() {
        return (bits & ACK) != 0;
    }

    /** {@code acknowledged}, {@code busy} or {@code not processed}. */
    String words() {
        return isPositive() ? "acknowledged" : (bits & BUSY) != 0 ? "busy" : "not processed";
    }

    /** Tells it in the attributes of a message. */
    void describe(Map<String, Object> to) {
        to.put("result", words());
        to.put("status", String.format(Locale.ROOT, "0x%04x", bits & 0xffff));
        if ((bits & APPLICATION) != 0) {
            to.put("applicationCode", bits & APPLICATION);
        }
    }
}
