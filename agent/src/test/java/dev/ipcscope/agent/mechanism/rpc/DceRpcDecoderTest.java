package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.DecoderContract;
import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.mechanism.rpc.Wireshark.Packet;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Direction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DceRpcDecoderTest extends DecoderContract {

    private static final SamplePdus LITTLE = new SamplePdus(ByteOrder.LITTLE_ENDIAN);
    private static final SamplePdus BIG = new SamplePdus(ByteOrder.BIG_ENDIAN);
    private static final byte[] STUB = new byte[64];

    private Decoder.Session session = begin("rpc");

    @Override
    protected Decoder decoder() {
        return new DceRpcDecoder();
    }

    @Override
    protected Conversation conversation() {
        return conversation("rpc");
    }

    @Override
    protected List<Payload> samples() {
        List<Payload> all = new ArrayList<>(SamplePdus.recorded("tcp.txt"));
        all.add(SamplePdus.asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2)));
        all.add(SamplePdus.answered(LITTLE.accept(12, 1, 0, 0)));
        all.add(SamplePdus.asked(LITTLE.request(3, 2, 0, 15, STUB)));
        all.add(SamplePdus.answered(LITTLE.response(3, 2, 0, new byte[24])));
        all.add(SamplePdus.asked(LITTLE.bind(14, 3, 1, SamplePdus.ACTIVATOR, 0)));
        all.add(SamplePdus.answered(LITTLE.accept(15, 3, 0, 0)));
        byte[] reference = SamplePdus.reference(SamplePdus.REM_UNKNOWN);
        all.add(SamplePdus.asked(LITTLE.requestOf(SamplePdus.IPID, 4, 1, 4, LITTLE.orpcThis(new byte[20]))));
        all.add(SamplePdus.answered(LITTLE.response(
                3, 4, 1, LITTLE.body(80).put(new byte[8]).put(reference).array())));
        all.add(SamplePdus.asked(BIG.bind(11, 1, 2, SamplePdus.SVCCTL, 2)));
        all.add(SamplePdus.asked(BIG.request(1, 9, 2, 16, STUB)));
        all.add(SamplePdus.asked(BIG.request(2, 9, 2, 16, STUB)));
        all.add(SamplePdus.answered(BIG.fault(9, 2, 0x1c00001a)));
        all.add(SamplePdus.answered(LITTLE.pdu(13, 3, 1, new byte[] {8, 0, 1, 5, 0})));
        all.add(SamplePdus.asked(LITTLE.pdu(18, 3, 7, new byte[0])));
        all.add(SamplePdus.asked(LITTLE.pdu(19, 3, 7, new byte[0])));
        all.add(SamplePdus.answered(LITTLE.pdu(17, 3, 0, new byte[0])));
        return all;
    }

    private static Decoder.Session begin(String mechanism) {
        return Objects.requireNonNull(new DceRpcDecoder().begin(conversation(mechanism)));
    }

    private @Nullable Decoded decode(Payload payload) {
        return session.decode(payload);
    }

    private String line(Payload payload) {
        Decoded decoded = Objects.requireNonNull(decode(payload));
        assertThat(decoded.problem()).isEmpty();
        return decoded.summary();
    }

    private String asked(byte[] bytes) {
        return line(SamplePdus.asked(bytes));
    }

    private String answered(byte[] bytes) {
        return line(SamplePdus.answered(bytes));
    }

    @Test
    void saysACallInOneLine() {
        assertThat(asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2))).isEqualTo("bind svcctl 2.0 ctx 0 call 1");
        assertThat(answered(LITTLE.accept(12, 1, 0, 0))).isEqualTo("bind_ack call 1 ctx 0 accepted at 135");
        assertThat(asked(LITTLE.request(3, 2, 0, 15, STUB)))
                .isEqualTo("request svcctl OpenSCManagerW (15) call 2 ctx 0 64 bytes");
        assertThat(answered(LITTLE.response(3, 2, 0, new byte[24])))
                .isEqualTo("response svcctl OpenSCManagerW (15) call 2 ctx 0 24 bytes");
        assertThat(asked(LITTLE.request(3, 3, 0, 99, STUB))).isEqualTo("request svcctl opnum 99 call 3 ctx 0 64 bytes");
        assertThat(answered(LITTLE.fault(3, 0, 0x1c010002)))
                .isEqualTo("fault svcctl opnum 99 call 3 ctx 0: 0x1c010002 nca_s_op_rng_error, the interface has no"
                        + " operation of this number");
    }

    @Test
    void readsBothByteOrders() {
        assertThat(asked(BIG.bind(11, 1, 0, SamplePdus.SVCCTL, 2))).isEqualTo("bind svcctl 2.0 ctx 0 call 1");
        assertThat(asked(BIG.request(3, 2, 0, 16, STUB))).contains("svcctl OpenServiceW (16) call 2 ctx 0 64 bytes");
        assertThat(answered(LITTLE.response(3, 2, 0, STUB))).contains("svcctl OpenServiceW (16)");
    }

    @Test
    void saysWhyABindWasRefused() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2));
        assertThat(answered(LITTLE.accept(12, 1, 2, 1)))
                .isEqualTo("bind_ack call 1 ctx 0 rejected by the provider: abstract syntax not supported at 135");
        asked(LITTLE.bind(11, 2, 1, SamplePdus.SVCCTL, 2));
        assertThat(answered(LITTLE.pdu(13, 3, 2, new byte[] {8, 0, 1, 5, 0})))
                .isEqualTo("bind_nak call 2: authentication type not recognized");
        assertThat(asked(LITTLE.request(3, 3, 1, 15, STUB))).isEqualTo("request opnum 15 call 3 ctx 1 64 bytes");
    }

    @Test
    void takesTheNamesThatWereFoundWhenItWasRecordedWhereWhatCameBeforeIsMissing() {
        session.told(Map.of("interface", "svcctl", "operation", "OpenServiceW", "operationNumber", 16));
        assertThat(answered(LITTLE.response(3, 2, 0, new byte[24])))
                .isEqualTo("response svcctl OpenServiceW (16) call 2 ctx 0 24 bytes");
        session.told(Map.of("interface", "svcctl", "operation", "OpenServiceW", "operationNumber", 16));
        assertThat(asked(LITTLE.request(3, 3, 0, 15, STUB))).isEqualTo("request opnum 15 call 3 ctx 0 64 bytes");
        session.told(Map.of("interface", 7));
        assertThat(asked(LITTLE.request(3, 4, 0, 16, STUB))).isEqualTo("request opnum 16 call 4 ctx 0 64 bytes");
        asked(LITTLE.bind(11, 5, 0, SamplePdus.SVCCTL, 2));
        session.told(Map.of("interface", "other", "operation", "wrong", "operationNumber", 16));
        assertThat(asked(LITTLE.request(3, 6, 0, 16, STUB))).contains("svcctl OpenServiceW (16)");
    }

    @Test
    void pairsAnswersWithConstantIdsByOrder() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2));
        answered(LITTLE.accept(12, 1, 0, 0));
        for (int call = 2; call < 6; call++) {
            asked(LITTLE.request(3, call, 0, 13 + call, STUB));
            assertThat(answered(LITTLE.response(3, 1, 0, STUB))).contains(" (" + (13 + call) + ") call 1 ");
        }
        asked(LITTLE.request(3, 7, 0, 15, STUB));
        asked(LITTLE.request(3, 8, 0, 16, STUB));
        assertThat(answered(LITTLE.response(3, 1, 0, STUB))).contains(" (15) ");
        assertThat(answered(LITTLE.response(3, 1, 0, STUB))).contains(" (16) ");
    }

    @Test
    void pairsAnswersOutOfOrderByTheirIds() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2));
        asked(LITTLE.request(3, 7, 0, 15, STUB));
        asked(LITTLE.request(3, 8, 0, 16, STUB));
        assertThat(answered(LITTLE.response(3, 8, 0, STUB))).contains("OpenServiceW (16) call 8");
        assertThat(answered(LITTLE.response(3, 7, 0, STUB))).contains("OpenSCManagerW (15) call 7");
    }

    @Test
    void joinsFragments() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2));
        assertThat(asked(LITTLE.request(1, 2, 0, 15, STUB))).endsWith(" 64 bytes, first fragment");
        assertThat(asked(LITTLE.request(0, 2, 0, 15, STUB))).endsWith(" 64 bytes, a fragment");
        assertThat(asked(LITTLE.request(2, 2, 0, 15, "the end".getBytes(US_ASCII))))
                .endsWith(" 7 bytes, the last of 3 fragments, 135 bytes in all");
        answered(LITTLE.response(1, 2, 0, STUB));
        assertThat(answered(LITTLE.response(2, 2, 0, STUB)))
                .isEqualTo(
                        "response svcctl OpenSCManagerW (15) call 2 ctx 0 64 bytes, the last of 2 fragments, 128 bytes"
                                + " in all");
    }

    /** The same PDUs in whatever pieces say the same. */
    @Test
    void readsPdusInAnyPieces() {
        List<Payload> samples = samples();
        List<String> whole = new ArrayList<>();
        samples.forEach(sample -> whole.addAll(calls(Objects.requireNonNull(decode(sample)))));
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 50; round++) {
            session = begin("rpc");
            List<String> pieces = new ArrayList<>();
            for (Payload sample : samples) {
                for (int at = 0; at < sample.bytes().length; ) {
                    int to = Math.min(sample.bytes().length, at + 1 + random.nextInt(round < 5 ? 1 : 60));
                    Decoded decoded =
                            decode(SamplePdus.payload(sample.direction(), Arrays.copyOfRange(sample.bytes(), at, to)));
                    pieces.addAll(decoded == null ? List.of() : calls(decoded));
                    at = to;
                }
            }
            assertThat(pieces).as("-Dipcscope.seed=%d, round %d", seed, round).isEqualTo(whole);
        }
        session = begin("rpc");
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        samples.stream()
                .filter(sample -> sample.direction() == Direction.CLIENT_TO_SERVER)
                .forEach(sample -> together.writeBytes(sample.bytes()));
        Decoded all = Objects.requireNonNull(decode(SamplePdus.asked(together.toByteArray())));
        assertThat(calls(all)).hasSizeGreaterThan(8);
        assertThat(all.summary()).contains(" · and ").endsWith(" more");
    }

    private static List<String> calls(Decoded decoded) {
        return decoded.nodes().stream()
                .filter(node -> node.label().equals("PDU"))
                .map(Node::text)
                .toList();
    }

    @Test
    void readsWhatComPutsIntoStubs() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.ACTIVATOR, 0));
        Decoded request = Objects.requireNonNull(
                decode(SamplePdus.asked(LITTLE.requestOf(SamplePdus.IPID, 2, 0, 4, LITTLE.orpcThis(new byte[20])))));
        assertThat(request.summary())
                .isEqualTo("request ISystemActivator RemoteCreateInstance (4) call 2 ctx 0 20 bytes");
        assertThat(fields(request))
                .containsEntry("dcerpc.object", SamplePdus.IPID)
                .containsEntry("orpc.cid", "11223344-5566-7788-99aa-bbccddeeff00");
        byte[] stub = LITTLE.body(80)
                .put(new byte[8])
                .put(SamplePdus.reference(SamplePdus.REM_UNKNOWN))
                .array();
        Map<String, String> response =
                fields(Objects.requireNonNull(decode(SamplePdus.answered(LITTLE.response(3, 2, 0, stub)))));
        assertThat(response)
                .containsEntry("orpc.iid", SamplePdus.REM_UNKNOWN)
                .containsEntry("orpc.ipid", SamplePdus.IPID)
                .containsEntry("orpc.oxid", String.valueOf(0x1122334455667788L));
        asked(LITTLE.bind(14, 3, 1, "12345678-0000-0000-0000-123456789012", 1));
        assertThat(fields(Objects.requireNonNull(
                        decode(SamplePdus.asked(LITTLE.requestOf(SamplePdus.IPID, 4, 1, 3, LITTLE.orpcThis(STUB)))))))
                .as("an interface that isn't known, by the form of its calls")
                .containsKey("orpc.cid");
    }

    private static Map<String, String> fields(Decoded decoded) {
        Map<String, String> fields = new TreeMap<>();
        decoded.fields()
                .forEach(field -> fields.putIfAbsent(field.name(), field.value().toString()));
        return fields;
    }

    @Test
    void knowsTheNamesOfAnIdlFile() {
        List<RpcInterface> mine = IdlFile.parse("""
                [uuid(12345678-0000-0000-0000-123456789012), version(1.2)]
                interface orders { int count(handle_t h); void cancel(handle_t h, [in] int id); }
                """);
        session.opened(IdlNames.attributes(mine));
        asked(LITTLE.bind(11, 1, 0, "12345678-0000-0000-0000-123456789012", 0x20001));
        assertThat(asked(LITTLE.request(3, 2, 0, 1, STUB)))
                .isEqualTo("request orders cancel (1) call 2 ctx 0 64 bytes");
    }

    @Test
    void saysWhatIsEncrypted() {
        List<String> lines = samples().subList(4, 8).stream().map(this::line).toList();
        assertThat(lines.get(0)).isEqualTo("bind srvsvc 3.0 ctx 0 call 3, NTLMSSP, privacy NTLM negotiate");
        assertThat(lines.get(2))
                .contains("auth3 call 3, NTLMSSP, privacy NTLM authenticate")
                .endsWith(", encrypted");
        assertThat(lines.get(3))
                .startsWith("response srvsvc NetrServerGetInfo (21)")
                .endsWith(", encrypted");
    }

    @Test
    void goesOnAfterWhatIsMissing() {
        asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2));
        byte[] request = LITTLE.request(3, 2, 0, 15, STUB);
        Payload cut = new Payload(Direction.CLIENT_TO_SERVER, Arrays.copyOf(request, 40), request.length);
        Decoded decoded = Objects.requireNonNull(decode(cut));
        assertThat(decoded.summary()).startsWith("request");
        assertThat(decoded.problem()).isEqualTo("not all of it was kept");
        assertThat(asked(LITTLE.request(3, 3, 0, 16, STUB))).contains("OpenServiceW (16) call 3");
        byte[] wrong = "lost in between".getBytes(US_ASCII);
        assertThat(decode(SamplePdus.asked(wrong))).isNull();
        assertThat(asked(LITTLE.request(3, 4, 0, 17, STUB))).contains("QueryServiceConfigW (17) call 4");
    }

    @Test
    void leavesOtherConversationsAlone() {
        for (String mechanism : List.of("tcp", "pipe", "unix")) {
            session = begin(mechanism);
            assertThat(decode(SamplePdus.asked("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII))))
                    .isNull();
            assertThat(session.isOver()).isTrue();
            assertThat(decode(SamplePdus.asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2))))
                    .isNull();
        }
        session = begin("tcp");
        assertThat(decode(SamplePdus.asked(new byte[] {5, 1, 0})))
                .as("SOCKS begins like that")
                .isNull();
        assertThat(decode(SamplePdus.asked(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, 0, 80})))
                .isNull();
        assertThat(session.isOver()).isTrue();
        session = begin("tcp");
        assertThat(asked(LITTLE.bind(11, 1, 0, SamplePdus.SVCCTL, 2))).startsWith("bind svcctl");
        assertThat(decoder().begin(conversation("udp"))).isNull();
    }

    /** tshark reads what no program here sends: other byte order, COM, a refused bind, cancels. */
    @Test
    @Tag("programs")
    void tsharkReadsTheSame(@TempDir Path folder) throws Exception {
        Wireshark wireshark = new Wireshark(folder);
        List<Map<String, String>> ours = new ArrayList<>();
        for (Payload sample : samples().subList(8, samples().size())) {
            wireshark.add(new Packet(true, 40_000, 135, sample.direction(), sample.bytes()));
            ours.add(fields(Objects.requireNonNull(decode(sample))));
        }
        List<Map<String, String>> theirs = wireshark.pdus();
        assertThat(theirs).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            theirs.get(i).remove("dcerpc.interface"); // spelt otherwise for COM
            ours.get(i).keySet().retainAll(theirs.get(i).keySet());
            assertThat(ours.get(i)).as("PDU %d", i).isEqualTo(theirs.get(i));
        }
    }
}
