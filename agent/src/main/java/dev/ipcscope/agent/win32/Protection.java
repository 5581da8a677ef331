package dev.ipcscope.agent.win32;

import java.util.List;

/**
 * How Windows protects a process from all others, administrators included: the byte PS_PROTECTION of
 * ProcessProtectionInformation. Pure.
 *
 * <pre>
 *   7 6 5 4 │ 3     │ 2 1 0
 *   signer  │ audit │ type: 0 none, 1 light, 2 full
 * </pre>
 *
 * Sources: Microsoft, NtQueryInformationProcess (ProcessProtectionInformation), "Protecting anti-malware services";
 * signers by their order in the Windows SDK's headers.
 *
 * @param type 0 when it isn't protected
 * @param signer who may protect programs in this way
 */
public record Protection(int type, int signer) {

    /** None, or none that is told. */
    public static final Protection NONE = new Protection(0, 0);

    private static final List<String> SIGNERS =
            List.of("none", "Authenticode", "CodeGen", "Antimalware", "Lsa", "Windows", "WinTcb", "WinSystem", "App");

    static Protection parse(byte told) {
        return new Protection(told & 7, told >> 4 & 15);
    }

    /** Whether it is protected at all. */
    public boolean isProtected() {
        return type != 0;
    }

    /** {@code protected (light, Antimalware)}, or empty. */
    public String words() {
        String by = signer < SIGNERS.size() ? SIGNERS.get(signer) : "signer " + signer;
        return isProtected() ? "protected (" + (type == 1 ? "light" : "full") + ", " + by + ")" : "";
    }
}
