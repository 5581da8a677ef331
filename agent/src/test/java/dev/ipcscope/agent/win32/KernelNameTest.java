package dev.ipcscope.agent.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x|\\\\.\\pipe\\x",
                "a\\b|\\\\.\\pipe\\a\\b",
                "\\\\.\\pipe\\x|\\\\.\\pipe\\x",
                "\\\\.\\PIPE\\Mixed Case|\\\\.\\pipe\\Mixed Case",
                "\\\\?\\pipe\\x|\\\\.\\pipe\\x",
                "//./pipe/x|\\\\.\\pipe\\x",
                "\\\\localhost\\pipe\\x|\\\\.\\pipe\\x",
                "\\\\LOCALHOST\\Pipe\\x|\\\\.\\pipe\\x",
                "\\\\127.0.0.1\\pipe\\x|\\\\.\\pipe\\x",
                "\\\\host\\Pipe\\x|\\\\host\\pipe\\x",
                "\\??\\pipe\\x|\\\\.\\pipe\\x",
                "\\DosDevices\\pipe\\x|\\\\.\\pipe\\x",
                "\\Device\\NamedPipe\\x|\\\\.\\pipe\\x",
                "\\device\\namedpipe\\Winsock2\\x|\\\\.\\pipe\\Winsock2\\x",
                "local\\app|\\\\.\\pipe\\LOCAL\\app",
                "\\\\.\\pipe\\Local\\app|\\\\.\\pipe\\LOCAL\\app"
            })
    void pipesHaveOneSpelling(String given, String whole) {
        assertThat(KernelName.pipe(given)).isEqualTo(whole);
        assertThat(KernelName.pipe(whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x|\\\\.\\mailslot\\x",
                "\\\\.\\MAILSLOT\\net\\x|\\\\.\\mailslot\\net\\x",
                "\\\\*\\mailslot\\x|\\\\*\\mailslot\\x",
                "\\\\WORKGROUP\\mailslot\\x|\\\\WORKGROUP\\mailslot\\x",
                "\\Device\\Mailslot\\x|\\\\.\\mailslot\\x"
            })
    void mailslotsHaveOneSpelling(String given, String whole) {
        assertThat(KernelName.mailslot(given)).isEqualTo(whole);
        assertThat(KernelName.mailslot(whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Telemetry|Local\\Telemetry",
                "Local\\Telemetry|Local\\Telemetry",
                "LOCAL\\Telemetry|Local\\Telemetry",
                "global\\Telemetry|Global\\Telemetry",
                "\\BaseNamedObjects\\Telemetry|Global\\Telemetry",
                "\\Sessions\\1\\BaseNamedObjects\\Telemetry|Local\\Telemetry",
                "\\sessions\\1\\basenamedobjects\\a|Local\\a",
                "\\Sessions\\12\\BaseNamedObjects\\a|\\Sessions\\12\\BaseNamedObjects\\a",
                "\\Sessions\\1\\AppContainerNamedObjects\\S-1-15-2-1\\a|\\Sessions\\1\\AppContainerNamedObjects\\S-1-15-2-1\\a",
                "\\??\\C:\\data\\shared.bin|\\??\\C:\\data\\shared.bin"
            })
    void sectionsHaveOneSpelling(String given, String whole) {
        assertThat(KernelName.section(given, 1)).isEqualTo(whole);
        assertThat(KernelName.section(whole, 1)).isEqualTo(whole);
    }

    @Test
    void caseMattersToSectionsOnly() {
        assertThat(KernelName.same(KernelName.pipe("Orders"), KernelName.pipe("\\\\.\\PIPE\\ORDERS")))
                .isTrue();
        assertThat(KernelName.section("Orders", 1)).isNotEqualTo(KernelName.section("ORDERS", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\.\\mailslot\\x", "\\\\host\\share\\x", "\\\\host", "\\x", "\\Device\\Mailslot\\x"})
    void aNameOfAnotherKindIsNoPipe(String name) {
        assertThatThrownBy(() -> KernelName.pipe(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("\\\\.\\pipe\\NAME");
    }

    @Test
    void onlyOurOwnMachineIsLocal() {
        assertThat(KernelName.isLocal(KernelName.pipe("\\\\localhost\\pipe\\x")))
                .isTrue();
        assertThat(KernelName.isLocal(KernelName.pipe("\\\\host\\pipe\\x"))).isFalse();
    }

    @Test
    void whatAHandleTellsIsAPipeAMailslotOrNeither() {
        assertThat(KernelName.ofHandle("\\Device\\NamedPipe\\net\\x", HeldObject.Kind.PIPE))
                .isEqualTo("\\\\.\\pipe\\net\\x");
        assertThat(KernelName.ofHandle("\\Device\\Mailslot\\x", HeldObject.Kind.MAILSLOT))
                .isEqualTo("\\\\.\\mailslot\\x");
        assertThat(KernelName.ofHandle("\\Device\\NamedPipe\\", HeldObject.Kind.PIPE))
                .isEmpty();
        assertThat(KernelName.ofHandle("\\??\\C:\\x", HeldObject.Kind.PIPE)).isEmpty();
    }
}
