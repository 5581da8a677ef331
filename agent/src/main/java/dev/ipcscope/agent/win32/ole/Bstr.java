package dev.ipcscope.agent.win32.ole;

import java.nio.charset.StandardCharsets;

/** Automation's strings. */
final class Bstr {

    private Bstr() {}

    /** Its text; it is freed. Empty for 0. */
    static String take(long address) {
        if (address == 0) {
            return "";
        }
        try {
            int bytes = NativeMemory.INSTANCE.intAt(address - 4);
            return new String(NativeMemory.INSTANCE.read(address, bytes).array(), StandardCharsets.UTF_16LE);
        } finally {
            Automation.SysFreeString(address);
        }
    }
}
