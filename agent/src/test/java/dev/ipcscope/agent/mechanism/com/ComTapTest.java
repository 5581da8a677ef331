package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A foreign server and foreign clients, directly and through the tap. */
@Tag("windows")
@Timeout(300)
class ComTapTest {

    private final RecordedMessages recorded = new RecordedMessages();

    @BeforeAll
    static void register() throws Exception {
        BankPrograms.register();
    }

    @AfterAll
    static void unregister() throws Exception {
        BankPrograms.unregister();
    }

    private Tap tap(String spec) throws Exception {
        ComMechanism mechanism = new ComMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("com:" + spec)), recorded);
    }

    private RecordedMessages.Log conversation(int number) {
        return recorded.conversations().get(number);
    }

    private RecordedMessages.Entry entry(String method, Direction direction) {
        return recorded.entries().stream()
                .filter(entry -> method.equals(entry.details().attributes().get("method")))
                .filter(entry -> entry.kind() == Kind.DATA && entry.direction() == direction)
                .findFirst()
                .orElseThrow();
    }

    private static String payload(RecordedMessages.Entry entry) {
        return new String(entry.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void clientsSeeTheSameAndTheRegistryIsAsBefore() throws Exception {
        String[] steps = {"late", "early", "values", "errors", "identity", "lifetime", "events"};
        List<String> before = BankPrograms.registry();
        List<String> direct = BankPrograms.client(steps);
        List<String> through;
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            assertThat(tap.note()).isEmpty();
            assertThat(BankPrograms.registry()).isNotEqualTo(before);
            through = BankPrograms.client(steps);
            Awaitility.await().until(() -> tap.conversations() == 0);
        }
        assertThat(through).isEqualTo(direct).contains("done");
        assertThat(recorded.conversations()).hasSize(1);
        assertThat(BankPrograms.registry()).isEqualTo(before);
        assertThat(recorded.entries(Kind.CLOSE).get(0).details().attributes())
                .containsEntry("end", "released by the client");
    }

    @Test
    void callsByNameAreReadAsSentencesWithBothProcesses() throws Exception {
        try (Tap tap = tap(BankPrograms.CLSID);
                ForeignProgram client = ForeignProgram.start("bankclient", "late", "server", "wait")) {
            long server = Long.parseLong(client.awaitLine("server").replaceFirst(" .*", ""));
            long pid = Long.parseLong(client.awaitLine("ready"));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(conversation(0).server().pid()).isEqualTo(server));
            assertThat(conversation(0).server().name()).isEqualTo("bankserver.exe");
            assertThat(conversation(0).client().pid()).isEqualTo(pid);
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(conversation(0).client().name()).isEqualTo("bankclient.exe"));
            client.say("");
            client.finish();
            assertThat(tap.endpoint()).isEqualTo(BankPrograms.CLSID);
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "c2s IClassFactory.CreateInstance(interface \"IBank\")",
                        "s2c IClassFactory.CreateInstance → IBank #1",
                        "c2s IBank.Open(Owner \"Ada\")",
                        "s2c IBank.Open → IAccount #2",
                        "c2s IAccount.Owner",
                        "s2c IAccount.Owner → \"Ada\"",
                        "c2s IAccount.Owner = \"Ada Lovelace\"",
                        "s2c IAccount.Owner → done",
                        "c2s IAccount.Deposit(amount 12.5)",
                        "s2c IAccount.Deposit → 112.5",
                        "s2c IAccount.Statement → 1.25, count 42, text \"Ada Lovelace since day 45000.50\"",
                        "s2c IBank.Find → account IAccount #2",
                        "c2s IBank.Transfer(from IAccount #2, to IAccount #2, amount 1)",
                        "s2c IBank.Transfer → true",
                        "c2s IBank.Accounts",
                        "s2c IBank.Accounts → 0");
        RecordedMessages.Entry asked = entry("Deposit", Direction.CLIENT_TO_SERVER);
        RecordedMessages.Entry answered = entry("Deposit", Direction.SERVER_TO_CLIENT);
        assertThat(payload(asked)).isEqualTo("{\"amount\":12.5}");
        assertThat(payload(answered)).isEqualTo("{\"result\":112.5}");
        assertThat(asked.details().attributes())
                .containsEntry("interface", "IAccount")
                .containsEntry("invoke", "method")
                .containsEntry("dispid", 3)
                .containsEntry("object", 2)
                .containsEntry("lcid", 0x409)
                .containsEntry("arguments", List.of(Map.of("name", "amount", "type", "double")));
        assertThat(answered.details().attributes())
                .containsEntry("call", asked.details().attributes().get("call"))
                .containsEntry("hresult", "0x00000000")
                .containsEntry("hresultText", "S_OK")
                .containsEntry("resultType", "double");
        assertThat((Long) answered.details().attributes().get("duration")).isPositive();
    }

    @Test
    void callsByTheVirtualTableAndTheirFailuresAreRead() throws Exception {
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            BankPrograms.client("early", "errors", "values");
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "c2s IBank.Open(Owner \"Grace\")",
                        "s2c IBank.Open → IAccount #2",
                        "s2c IAccount.Deposit → 102.25",
                        "s2c IAccount.Deposit failed, E_INVALIDARG: an argument is not valid (0x80070057)",
                        "c2s IAccount.Kind = 7",
                        "s2c IAccount.Kind → 7",
                        "c2s IBank.Transfer(from IAccount #2, to IAccount #3, amount 50)",
                        "s2c IBank.Transfer → true",
                        "s2c IBank.Find → account IAccount #3",
                        "s2c IBank.Find → account nothing, S_FALSE",
                        "s2c IBank.Fail failed, error 4660 of the interface itself (FACILITY_ITF) (0x80041234)",
                        "s2c IBank.Fail failed: \"no more coins\","
                                + " error 4660 of the interface itself (FACILITY_ITF) (0x80041234)",
                        "c2s IBank has no 'Fale': DISP_E_UNKNOWNNAME: unknown name (0x80020006)",
                        "s2c IBank.Fail failed, DISP_E_BADPARAMCOUNT: bad number of arguments (0x8002000E)",
                        "s2c IBank.Sleep failed, DISP_E_TYPEMISMATCH: type mismatch (0x80020005)");
        List<String> echoed = recorded.entries(Kind.DATA).stream()
                .filter(entry -> "Echo".equals(entry.details().attributes().get("method")))
                .filter(entry -> entry.direction() == Direction.SERVER_TO_CLIENT)
                .map(ComTapTest::payload)
                .toList();
        assertThat(echoed)
                .containsExactly(
                        "{\"result\":null}",
                        "{\"result\":null}",
                        "{\"result\":-5}",
                        "{\"result\":-500}",
                        "{\"result\":-70000}",
                        "{\"result\":1152921504606846976}",
                        "{\"result\":200}",
                        "{\"result\":60000}",
                        "{\"result\":4000000000}",
                        "{\"result\":18446744073709551615}",
                        "{\"result\":0.5}",
                        "{\"result\":-1.5E300}",
                        "{\"result\":true}",
                        "{\"result\":-1234.5678}",
                        "{\"result\":\"2000-01-01T18:00\"}",
                        "{\"result\":{\"error\":\"0x80020004\",\"text\":\"DISP_E_PARAMNOTFOUND: parameter not found,"
                                + " or left out\"}}",
                        "{\"result\":-12.375}",
                        "{\"result\":\"\"}",
                        "{\"result\":\"Güß€ 😀\"}",
                        "{\"result\":\"\\u0001\u202e\\\"\\\\\"}",
                        "{\"result\":\"\"}",
                        "{\"result\":[[0,2,4],[1,3,5]]}");
    }

    @Test
    void eventsAreCallsOfTheServer() throws Exception {
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            assertThat(BankPrograms.client("events")).contains("sink references left 0");
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "c2s IConnectionPoint.Advise(events \"BankEvents\")",
                        "c2s IBank.Announce(text \"open till six\", times 2)",
                        "s2c BankEvents.Announced(text \"open till six\", number 1)",
                        "c2s BankEvents.Announced → done",
                        "s2c BankEvents.Announced(text \"open till six\", number 2)",
                        "c2s BankEvents.Announced → done",
                        "s2c IBank.Announce → done",
                        "c2s IBank.Open(Owner \"Alan\")",
                        "s2c BankEvents.Opened(account IDispatch #4)",
                        "c2s IAccount.Owner",
                        "s2c IAccount.Owner → \"Alan\"",
                        "c2s BankEvents.Opened → done");
    }

    @Test
    void aCallThatLastsIsPendingAndHoldsUpNobody() throws Exception {
        try (Tap tap = tap(BankPrograms.PROG_ID);
                ForeignProgram slow = ForeignProgram.start("bankclient", "sleep:9000")) {
            slow.awaitLine("ready");
            Awaitility.await()
                    .until(() -> recorded.conversations().size() == 1
                            && BankPrograms.sentences(conversation(0)).contains("c2s IBank.Sleep(milliseconds 9000)"));
            for (int i = 0; i < 3; i++) {
                assertThat(BankPrograms.client("early")).contains("done");
            }
            assertThat(slow.lines()).noneMatch(line -> line.startsWith("Sleep"));
            Awaitility.await()
                    .until(() -> BankPrograms.sentences(conversation(0))
                            .contains("c2s IBank.Sleep: no answer for 5 s, still waiting"));
            assertThat(slow.finish()).contains("Sleep: 00000000", "done");
        }
        assertThat(BankPrograms.sentences(conversation(0))).contains("s2c IBank.Sleep → done");
    }

    @Test
    void aServerThatDiesInACallFailsIt() throws Exception {
        // A class each, and others in each run: Wine goes on naming a server that died.
        int number = ThreadLocalRandom.current().nextInt(1, 1_000_000_000);
        String one = String.valueOf(number);
        String other = String.valueOf(number + 1);
        BankPrograms.register(one, other);
        try {
            List<String> direct = BankPrograms.client("class:" + one, "die");
            try (Tap tap = tap(BankPrograms.PROG_ID + other)) {
                assertThat(BankPrograms.client("class:" + other, "die"))
                        .isEqualTo(direct)
                        .contains("Die: 800706be");
            }
        } finally {
            BankPrograms.unregister(one, other);
            BankPrograms.register();
        }
        assertThat(recorded.entries(Kind.ERROR)).singleElement().satisfies(entry -> {
            assertThat(BankPrograms.sentence(entry))
                    .isEqualTo("IBank.Die failed: the remote procedure call failed (0x800706BE)");
            assertThat(entry.details().attributes())
                    .containsEntry("method", "Die")
                    .containsKeys("call", "duration");
        });
    }

    /** Wine's own Internet Explorer: somebody else's server, with somebody else's type library. */
    @Test
    void aServerOfTheSystemIsTappedAsWell() throws Exception {
        List<String> direct = BankPrograms.script("browser.vbs");
        assertThat(direct).contains("visible: False", "went to: about:blank", "end");
        try (Tap tap = tap("InternetExplorer.Application")) {
            assertThat(tap.note()).isEmpty();
            assertThat(BankPrograms.script("browser.vbs")).isEqualTo(direct);
            Awaitility.await().until(() -> tap.conversations() == 0);
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "s2c IClassFactory.CreateInstance → IWebBrowser2 #1",
                        "s2c IWebBrowser2.Visible → false",
                        "c2s IWebBrowser2.Navigate(URL \"about:blank\", Flags 0)",
                        "s2c IWebBrowser2.LocationURL → \"about:blank\"",
                        "c2s IWebBrowser2 has no 'Nowhere': DISP_E_UNKNOWNNAME: unknown name (0x80020006)");
        Awaitility.await()
                .untilAsserted(() -> assertThat(conversation(0).server().name()).isEqualTo("iexplore.exe"));
    }

    @Test
    void aServerThatEndedIsStartedForTheNextClient() throws Exception {
        List<String> direct = BankPrograms.client("late");
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            for (int i = 0; i < 3; i++) {
                assertThat(BankPrograms.client("late")).isEqualTo(direct).contains("done");
            }
        }
        assertThat(recorded.conversations()).hasSize(3);
    }

    @Test
    void aServerEndsWithItsLastObjectAsWithoutATap() throws Exception {
        // a process of its own, whatever other clients have left behind in that of the others
        String number = String.valueOf(ThreadLocalRandom.current().nextInt(1, 1_000_000_000));
        BankPrograms.register(number);
        try (Tap tap = tap(BankPrograms.PROG_ID + number)) {
            for (int i = 0; i < 2; i++) {
                assertThat(BankPrograms.client("class:" + number, "early")).contains("done");
                RecordedMessages.Log log = conversation(i);
                Awaitility.await().until(() -> log.server().pid() != null);
                long pid = Objects.requireNonNull(log.server().pid());
                Awaitility.await()
                        .until(() -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
            }
            assertThat(tap.note()).isEmpty();
        } finally {
            BankPrograms.unregister(number);
            BankPrograms.register();
        }
    }

    @Test
    void scriptsRunAsBefore() throws Exception {
        List<String> basic = BankPrograms.script("bank.vbs");
        List<String> java = BankPrograms.script("bank.js");
        assertThat(basic).contains("deposit: 112.5");
        assertThat(java).contains("transfer: true");
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            assertThat(BankPrograms.script("bank.vbs")).isEqualTo(basic);
            assertThat(BankPrograms.script("bank.js")).isEqualTo(java);
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "s2c IBank.Open → IAccount #2",
                        "c2s IAccount.Owner = \"Vera Rubin\"",
                        "s2c IAccount.Deposit → 112.5",
                        "s2c IBank.Echo → \"Vera\"",
                        "s2c IBank.Fail failed: \"no more money\","
                                + " error 4660 of the interface itself (FACILITY_ITF) (0x80041234)");
        assertThat(BankPrograms.sentences(conversation(1)))
                .containsSubsequence(
                        "c2s IBank.Transfer(from IAccount #2, to IAccount #3, amount 10)", "s2c IBank.Transfer → true");
        assertThat(conversation(0).client().name()).isEqualTo("cscript.exe");
    }

    @Test
    void collectionsAreFollowed() throws Exception {
        List<String> direct = BankPrograms.script("collection.vbs");
        assertThat(direct).contains("account of Ada: 101", "account of Bob: 100", "now Ada II and Bob II");
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            assertThat(BankPrograms.script("collection.vbs")).isEqualTo(direct);
            Awaitility.await().until(() -> tap.conversations() == 0);
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "s2c IBank.Open → IAccount #2",
                        "s2c IBank.Open → IAccount #3",
                        "c2s IAccount.Owner",
                        "s2c IAccount.Owner → \"Bob\"",
                        "c2s IAccount.Owner = \"Bob II\"");
    }

    @Test
    void objectsOfTheClientThatAreCalledBackAreFollowed() throws Exception {
        List<String> direct = BankPrograms.script("callback.js");
        assertThat(direct).contains("told: heard tea", "heard: tea;milk;", "same object: true");
        try (Tap tap = tap(BankPrograms.PROG_ID)) {
            assertThat(BankPrograms.script("callback.js")).isEqualTo(direct);
            Awaitility.await().until(() -> tap.conversations() == 0);
        }
        assertThat(BankPrograms.sentences(conversation(0)))
                .containsSubsequence(
                        "c2s IBank.Tell(whom IDispatch #2, text \"tea\")",
                        "s2c JScriptTypeInfo.Said(text \"tea\")",
                        "c2s JScriptTypeInfo.Said → \"heard tea\"",
                        "s2c IBank.Tell → \"heard tea\"",
                        "s2c IBank.Echo → IDispatch #4",
                        "s2c IDispatch has no 'Said': DISP_E_UNKNOWNNAME: unknown name (0x80020006)",
                        "s2c IBank.Tell failed, DISP_E_UNKNOWNNAME: unknown name (0x80020006)");
    }
}
