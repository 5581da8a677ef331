package dev.ipcscope.agent.mechanism.mailslot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailslotDatagramDecoderTest extends DecoderContract {

    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    @Override
    protected Decoder decoder() {
        return new MailslotDatagramDecoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("udp");
    }

    @Override
    protected List<Payload> samples() {
        return List.of(
                payload(SampleDatagrams.mailslot("\\MAILSLOT\\ALERTS", false, HELLO)),
                payload(SampleDatagrams.mailslot("\\MAILSLOT\\orders", true, HELLO)),
                payload(SampleDatagrams.mailslot(
                        "\\MAILSLOT\\BROWSE", false, SampleDatagrams.hostAnnouncement("ALICE"))),
                payload(SampleDatagrams.datagram(
                        0x10, 2, SampleDatagrams.name("ALICE", 0x20), SampleDatagrams.name("BOB", 3), HELLO)),
                payload(SampleDatagrams.datagram(
                        0x12, 3, SampleDatagrams.name("ALICE", 0x20), SampleDatagrams.name("*", 0), HELLO)),
                payload(SampleDatagrams.error(0x82)),
                payload(SampleDatagrams.query(SampleDatagrams.name("BOB", 0x20))));
    }

    private static Payload payload(byte[] bytes) {
        return new Payload(Direction.CLIENT_TO_SERVER, bytes, bytes.length);
    }

    private @Nullable Decoded decode(byte[] bytes) {
        return Objects.requireNonNull(decoder().begin(conversation())).decode(payload(bytes));
    }

    private Decoded known(byte[] bytes) {
        return Objects.requireNonNull(decode(bytes));
    }

    private static Object field(Decoded decoded, String name) {
        return decoded.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void showsMailslotSourceAndPayload() {
        Decoded decoded = known(SampleDatagrams.mailslot("\\MAILSLOT\\ALERTS", false, HELLO));
        assertThat(decoded.summary()).isEqualTo("\\MAILSLOT\\ALERTS from ALICE<00> to WORKGROUP<1e>: \"hello\"");
        assertThat(decoded.problem()).isEmpty();
        assertThat(field(decoded, "mailslot.name")).isEqualTo("\\MAILSLOT\\ALERTS");
        assertThat(field(decoded, "mailslot.priority")).isEqualTo(7L);
        assertThat(field(decoded, "mailslot.class")).isEqualTo(2L);
        assertThat(field(decoded, "netbios.source")).isEqualTo("ALICE<00>");
        assertThat(field(decoded, "netbios.destination")).isEqualTo("WORKGROUP<1e>");
        assertThat(field(decoded, "netbios.sender")).isEqualTo("192.0.2.17:138");
        assertThat(decoded.nodes())
                .extracting(Node::label)
                .containsExactly("NetBIOS datagram", "SMB header", "Word count", "Transaction", "Mailslot data");
    }

    @Test
    void readsUnicodeNamesAndEmptyMessages() {
        assertThat(known(SampleDatagrams.mailslot("\\MAILSLOT\\örders", true, new byte[0]))
                        .summary())
                .isEqualTo("\\MAILSLOT\\örders from ALICE<00> to WORKGROUP<1e>: empty");
    }

    @Test
    void namesTheBrowsersMessages() {
        byte[] announcement = SampleDatagrams.hostAnnouncement("ALICE");
        Decoded decoded = known(SampleDatagrams.mailslot("\\MAILSLOT\\BROWSE", false, announcement));
        assertThat(decoded.summary()).endsWith(": host announcement of ALICE");
        assertThat(field(decoded, "browser.server")).isEqualTo("ALICE");
    }

    @Test
    void readsOtherDatagrams() {
        byte[] source = SampleDatagrams.name("ALICE", 0x20);
        byte[] destination = SampleDatagrams.name("BOB", 3);
        assertThat(known(SampleDatagrams.datagram(0x10, 2, source, destination, HELLO))
                        .summary())
                .isEqualTo("NetBIOS direct unique datagram from ALICE<20> to BOB<03>: \"hello\"");
        assertThat(known(SampleDatagrams.datagram(0x10, 3, source, destination, HELLO))
                        .summary())
                .endsWith(": the first part of a message, 5 bytes");
        assertThat(known(SampleDatagrams.error(0x82)).summary())
                .isEqualTo("NetBIOS datagram error: destination name not present");
        assertThat(known(SampleDatagrams.query(destination)).summary()).isEqualTo("NetBIOS query request for BOB<03>");
    }

    @Test
    void readsScopes() {
        byte[] plain = SampleDatagrams.name("ALICE", 0);
        byte[] scoped = HexFormat.of()
                .parseHex(HexFormat.of().formatHex(plain, 0, 33) + "03"
                        + HexFormat.of().formatHex("lab".getBytes(US_ASCII)) + "00");
        assertThat(known(SampleDatagrams.datagram(0x10, 2, scoped, plain, HELLO))
                        .summary())
                .contains("from ALICE.lab<00> to ALICE<00>");
    }

    @Test
    void saysWhatIsMissing() {
        byte[] whole = SampleDatagrams.mailslot("\\MAILSLOT\\ALERTS", false, HELLO);
        byte[] part = java.util.Arrays.copyOf(whole, whole.length - 2);
        assertThat(known(part).problem()).contains("it ends at byte " + part.length);
        Payload cut = new Payload(Direction.CLIENT_TO_SERVER, part, whole.length);
        assertThat(Objects.requireNonNull(decoder().begin(conversation())).decode(cut))
                .extracting(Decoded::problem)
                .isEqualTo("not all of it was kept");
    }

    @Test
    void leavesOtherBytesAlone() {
        assertThat(decode("just some text that is long enough to be looked at and that is no datagram at all"
                        .getBytes(US_ASCII)))
                .isNull();
        assertThat(decode(new byte[0])).isNull();
        assertThat(decode(new byte[200])).isNull();
        assertThat(decoder().begin(conversation("tcp"))).isNull();
    }

    /** Wireshark, which is somebody else's reading of the same documents, finds the same names. */
    @Test
    @Tag("programs")
    void tsharkReadsTheSame(@TempDir Path folder) throws IOException, InterruptedException {
        StringBuilder hex = new StringBuilder();
        for (Payload sample : samples()) {
            hex.append("000000 ")
                    .append(HexFormat.ofDelimiter(" ").formatHex(sample.bytes()))
                    .append("\n\n");
        }
        Path text = Files.writeString(folder.resolve("samples.txt"), hex);
        Path capture = folder.resolve("samples.pcap");
        run(folder, "text2pcap", "-q", "-u", "138,138", text.toString(), capture.toString());
        List<String> fields = run(
                folder,
                "tshark",
                "-r",
                capture.toString(),
                "-T",
                "fields",
                "-e",
                "nbdgm.source_name",
                "-e",
                "nbdgm.destination_name",
                "-e",
                "smb.trans_name",
                "-e",
                "mailslot.priority",
                "-e",
                "browser.server");
        assertThat(fields).hasSize(samples().size());
        for (int i = 0; i < fields.size(); i++) {
            Decoded decoded = known(samples().get(i).bytes());
            String line = fields.get(i).replaceAll("\\(.*?\\)", "");
            assertThat(line.split("\t", -1)).as("fields of sample %d", i).containsExactly(tshark(decoded));
        }
    }

    private static String[] tshark(Decoded decoded) {
        return List.of("netbios.source", "netbios.destination", "mailslot.name", "mailslot.priority", "browser.server")
                .stream()
                .map(name -> decoded.fields().stream()
                        .filter(field -> field.name().equals(name))
                        .map(field -> field.value().toString())
                        .findFirst()
                        .orElse(""))
                .toArray(String[]::new);
    }

    private static List<String> run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor())
                .as("%s: %s", command[0], Files.readString(folder.resolve("err")))
                .isZero();
        return Files.readAllLines(out);
    }
}
