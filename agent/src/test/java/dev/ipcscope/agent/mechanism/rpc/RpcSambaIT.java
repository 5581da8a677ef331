package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoders;
import dev.ipcscope.agent.decode.Decoding;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.mechanism.rpc.Wireshark.Packet;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Samba's RPC servers and file server behind taps, with rpcclient and impacket as clients. */
@Tag("programs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RpcSambaIT {

    private static final boolean ROOT = System.getProperty("user.name", "").equals("root");

    private static final Set<String> COMPARED = Set.of("dcerpc.type", "dcerpc.call", "dcerpc.context", "dcerpc.opnum");

    private Path folder = Path.of("/");
    private final List<Map<String, String>> ours = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Map<String, String>> theirs = new ArrayList<>();

    @BeforeAll
    void talk(@TempDir Path shared) throws Exception {
        folder = shared;
        Path home = Path.of(System.getProperty("user.home"));
        String cache = System.getenv()
                .getOrDefault("XDG_CACHE_HOME", home.resolve(".cache").toString());
        Path python = Path.of(cache, "ipcscope", "impacket-0.13.1", "bin", "python");
        assertThat(python).as(".ci/install makes it").exists();
        Process process = new ProcessBuilder(
                        "unshare",
                        ROOT ? "-n" : "-rn",
                        "sh",
                        "-c",
                        "ip link set lo up && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SambaTaps.class.getName(),
                        folder.toString(),
                        python.toString(),
                        Path.of("src/test/resources/rpc/client.py")
                                .toAbsolutePath()
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out-taps").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("out-taps")).isZero();
        read();
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** Decodes what was recorded, and gives the same bytes to tshark. */
    private void read() throws Exception {
        Wireshark wireshark = new Wireshark(folder);
        Map<String, Decoding> open = new HashMap<>();
        Map<String, Integer> ports = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("messages"))) {
            String[] words = line.split(" ");
            String key = words[0] + words[1] + " " + words[2];
            Decoding decoding =
                    open.computeIfAbsent(key, k -> Decoders.ofThisProgram().begin(conversation(words[0])));
            Direction direction = words[3].equals(Direction.CLIENT_TO_SERVER.word())
                    ? Direction.CLIENT_TO_SERVER
                    : Direction.SERVER_TO_CLIENT;
            byte[] bytes = HexFormat.of().parseHex(words[4]);
            int client = 40_000 + ports.computeIfAbsent(key, k -> ports.size());
            int server = words[0].equals("tcp") ? 445 : Integer.parseInt(words[1]);
            wireshark.add(new Packet(true, client, server, direction, bytes));
            Decoded decoded = decoding.decode(new Payload(direction, bytes, bytes.length));
            assertThat(decoded).as(line).isNotNull();
            assertThat(decoded.problem()).as(line).isEmpty();
            lines.add(decoded.summary());
            collect(decoded.nodes());
        }
        theirs.addAll(wireshark.pdus());
    }

    private static Conversation conversation(String mechanism) {
        return new Conversation(
                1, mechanism, "", "", Policy.GAP, 0, ProcessInfo.UNKNOWN, ProcessInfo.UNKNOWN, null, null);
    }

    private void collect(List<Node> nodes) {
        for (Node node : nodes) {
            if (node.label().equals("PDU")) {
                Map<String, String> fields = new TreeMap<>();
                new Decoded("", "", List.of(node), "")
                        .fields()
                        .forEach(f -> fields.putIfAbsent(f.name(), f.value().toString()));
                ours.add(fields);
            } else {
                collect(node.children());
            }
        }
    }

    @Test
    void theListOfPdusIsTsharks() throws IOException {
        Path.of("target").toFile().mkdirs();
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            Map<String, String> fields = new TreeMap<>(ours.get(i));
            fields.keySet().retainAll(i < theirs.size() ? theirs.get(i).keySet() : COMPARED);
            mine.add(fields.toString());
        }
        List<String> wanted = theirs.stream().map(Map::toString).toList();
        Files.write(Path.of("target", "rpc-pdus-ours"), mine);
        Files.write(Path.of("target", "rpc-pdus-tshark"), wanted);
        assertThat(wanted).hasSizeGreaterThan(800);
        assertThat(String.join("\n", mine)).isEqualTo(String.join("\n", wanted));
        assertThat(theirs)
                .extracting(pdu -> pdu.get("dcerpc.type"))
                .contains(
                        "bind",
                        "bind_ack",
                        "alter_context",
                        "alter_context_resp",
                        "auth3",
                        "request",
                        "response",
                        "fault");
        assertThat(theirs)
                .extracting(pdu -> pdu.get("dcerpc.interface"))
                .contains("epmapper", "srvsvc", "wkssvc", "winreg", "samr", "lsarpc", "dssetup");
    }

    @Test
    void clientsSeeWhatTheySeeWithoutATap() throws IOException {
        assertThat(text("out-smb")).isEqualTo(text("out-direct")).contains("netname: docs");
        assertThat(text("out-connect")).isEqualTo(text("out-connect-direct")).contains("NT_STATUS_ACCESS_DENIED");
        for (String protection : List.of("sign", "seal")) {
            assertThat(text("out-" + protection))
                    .isEqualTo(text("out-" + protection + "-direct"))
                    .contains("IPCTEST", "netname: docs", "user:[root]", "Machine Role");
        }
        assertThat(text("out-impacket"))
                .contains("opnum failed: nca_s_op_rng_error", "abstract_syntax_not_supported", "privacy IPCTEST")
                .contains("wkssvc IPCTEST", "dssetup 76");
    }

    @Test
    void linesNameCallsAndPipes() {
        assertThat(lines)
                .contains("bind epmapper 3.0 ctx 0 call 1")
                .anyMatch(line -> line.startsWith("request epmapper ept_lookup (2) call "))
                .anyMatch(line -> line.startsWith("fault epmapper opnum 77 call ")
                        && line.contains("nca_s_op_rng_error, the interface has no operation of this number"))
                .anyMatch(line -> line.startsWith("bind_ack") && line.contains("abstract syntax not supported"))
                .anyMatch(line -> line.startsWith("fault lsarpc LsarOpenPolicy") && line.contains("access denied"))
                .anyMatch(line ->
                        line.startsWith("request srvsvc NetrServerGetInfo (21)") && line.endsWith(", encrypted"))
                .anyMatch(line -> line.startsWith("IOCTL samr: request samr SamrConnect"))
                .anyMatch(line -> line.startsWith("IOCTL response lsarpc") && line.contains(": response lsarpc "))
                .anyMatch(line -> line.contains("LsarLookupNames")
                        && line.contains("the last of ")
                        && line.contains("fragments"));
    }

    /** Samba's own client lists the same endpoints, but for the last, which comes with the end of the list. */
    @Test
    void theEndpointMapperIsListed() throws IOException {
        List<String> found = Files.readAllLines(folder.resolve("endpoints"));
        List<String> listed = text("out-epmlookup")
                .lines()
                .filter(line -> line.contains("abstract_syntax="))
                .toList();
        assertThat(listed).hasSizeGreaterThan(30);
        assertThat(found).hasSizeBetween(listed.size(), listed.size() + 1);
        for (int i = 0; i < listed.size(); i++) {
            String binding = listed.get(i).replaceFirst("^\\S+ (\\w+:[^,\\[]*\\[[^,]*),.*$", "$1]");
            assertThat(found.get(i)).endsWith(" " + binding);
        }
        assertThat(found).contains("epmapper 3.0 ncacn_ip_tcp:127.0.0.1[135]", "svcctl 2.0 ncacn_np:[\\pipe\\svcctl]");
    }

    @Test
    void discoverySuggestsTapsOfThisAndOtherMachines() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("discovered")))
                .contains("127.0.0.1:14501 rpc:tcp:127.0.0.1:24501=127.0.0.1:14501")
                .contains("127.0.0.2:14501 rpc:tcp:127.0.0.1:24501=127.0.0.2:14501")
                .contains("\\pipe\\svcctl null");
    }
}
