package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The foreign server and its clients, and the registry that they change. */
final class BankPrograms {

    static final String PROG_ID = "Ipcscope.Bank";
    static final String CLSID = "{E6EC75AD-3959-407C-A468-D449EA6AB52A}";

    private BankPrograms() {}

    /** Registers the class, and those of these numbers beside it. */
    static void register(String... numbers) throws Exception {
        assertThat(server("-RegServer", numbers)).containsExactly("registered 00000000");
    }

    static void unregister(String... numbers) throws Exception {
        assertThat(server("-UnregServer", numbers)).containsExactly("unregistered 00000000");
    }

    private static List<String> server(String what, String... numbers) throws Exception {
        String[] all = Stream.concat(Stream.of(what), Stream.of(numbers)).toArray(String[]::new);
        try (ForeignProgram server = ForeignProgram.start("bankserver", all)) {
            return server.finish();
        }
    }

    /** What a client prints, without numbers of processes. */
    static List<String> client(String... steps) throws Exception {
        try (ForeignProgram client = ForeignProgram.start("bankclient", steps)) {
            return withoutPids(client.finish());
        }
    }

    static List<String> withoutPids(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^(client|ready|server) \\d+", "$1 PID"))
                .toList();
    }

    /** What a script prints. */
    static List<String> script(String name) throws Exception {
        String file = Path.of("..", "samples", "windows", name)
                .toAbsolutePath()
                .normalize()
                .toString();
        try (ForeignProgram script = ForeignProgram.run(List.of("cscript.exe", "//nologo", file))) {
            return script.finish();
        }
    }

    /** All that the registry says of classes, as an export has it. */
    static List<String> registry() throws Exception {
        return Stream.concat(export("HKLM\\Software\\Classes").stream(), export("HKCU\\Software\\Classes").stream())
                .toList();
    }

    private static List<String> export(String key) throws IOException, InterruptedException {
        Path file = Files.createTempFile("registry", ".reg");
        try (ForeignProgram reg = ForeignProgram.run(List.of("reg.exe", "export", key, file.toString(), "/y"))) {
            reg.finish();
            return Files.readString(file, Charset.forName("UTF-16")).lines().toList();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What a person reads of each call and answer. */
    static List<String> sentences(RecordedMessages.Log log) {
        return log.entries().stream()
                .filter(entry -> entry.kind() != Kind.OPEN && entry.kind() != Kind.CLOSE)
                .map(entry -> entry.direction().term() + " " + sentence(entry))
                .toList();
    }

    static String sentence(RecordedMessages.Entry entry) {
        Conversation conversation =
                new Conversation(1, "com", "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null);
        return String.valueOf(new ComWording()
                .line(new Message(
                        1,
                        "main",
                        "agent",
                        1,
                        0,
                        0,
                        conversation,
                        entry.direction(),
                        entry.kind(),
                        entry.length(),
                        entry.bytes(),
                        entry.details())));
    }
}
