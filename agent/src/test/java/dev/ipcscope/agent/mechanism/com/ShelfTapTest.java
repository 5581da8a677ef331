package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rarer things of automation, by a foreign server in a single-threaded apartment and by foreign clients. */
@Tag("windows")
@Timeout(300)
class ShelfTapTest {

    private final RecordedMessages recorded = new RecordedMessages();

    @BeforeAll
    static void register() throws Exception {
        assertThat(run("shelfserver", "-RegServer")).containsExactly("registered 00000000");
    }

    @AfterAll
    static void unregister() throws Exception {
        assertThat(run("shelfserver", "-UnregServer")).containsExactly("unregistered 00000000");
    }

    private static List<String> run(String program, String... arguments) throws Exception {
        try (ForeignProgram started = ForeignProgram.start(program, arguments)) {
            return started.finish();
        }
    }

    private Tap tap() throws Exception {
        ComMechanism mechanism = new ComMechanism();
        return mechanism.open(mechanism.check(TapSpec.parse("com:Ipcscope.Shelf")), recorded);
    }

    private List<String> sentences(int conversation) {
        return BankPrograms.sentences(recorded.conversations().get(conversation));
    }

    /** Anything that makes it print. */
    private interface Client {
        List<String> run() throws Exception;
    }

    /** Directly and through a tap: the same. */
    private List<String> twice(Client client) throws Exception {
        List<String> direct = client.run();
        try (Tap tap = tap()) {
            assertThat(client.run()).isEqualTo(direct);
            Awaitility.await().until(() -> tap.conversations() == 0);
        }
        return direct;
    }

    @Test
    void aBasicScriptRunsAsBefore() throws Exception {
        assertThat(twice(() -> BankPrograms.script("shelf.vbs")))
                .contains(
                        "items: Emma, Persuasion",
                        "cell: 12.3456 Currency",
                        "swapped: two String, 1 Integer",
                        "fail: 80041234 'it broke' of 'the shelf'",
                        "title: Persuasion",
                        "end");
        assertThat(sentences(0))
                .containsSubsequence(
                        "c2s IShelf.Item(at 1)",
                        "s2c IShelf.Item → \"Book 1\"",
                        "c2s IShelf.Item(at 1) = \"Emma\"",
                        "s2c IShelf.Item failed, DISP_E_BADINDEX: bad index (0x8002000B)",
                        "c2s IShelf.Cell(row 1, column \"3\") = 12.3456",
                        "s2c IShelf.Cell → \"2000-01-02T03:04:05\"",
                        "c2s IShelf.Friend = IShelf #1",
                        "c2s IShelf.Describe(title \"Emma\", pages nothing, author \"Jane Austen\")",
                        "s2c IShelf.Swap → one \"two\", other 1",
                        "s2c IShelf.Exact → -7922816251426433759354.3950335",
                        "s2c IShelf.Me → IShelf #1",
                        "c2s IShelf.Same(one IShelf #1, other IShelf #1 of another conversation)",
                        "s2c IShelf.Fail failed: \"it broke\","
                                + " error 4660 of the interface itself (FACILITY_ITF) (0x80041234)",
                        "s2c IShelf._NewEnum → IUnknown #4",
                        "c2s IEnumVARIANT.Next(count 1)",
                        "s2c IEnumVARIANT.Next → 1 element");
    }

    @Test
    void aJavaScriptRunsAsBefore() throws Exception {
        assertThat(twice(() -> BankPrograms.script("shelf.js")))
                .contains("set item: Emma", "cell object: 5", "keep an object: true", "same: true true false", "end");
        assertThat(sentences(0))
                .containsSubsequence(
                        "c2s IShelf.Cell(row 1, column 3) = IDispatch #2",
                        "s2c IShelf.Cell → IDispatch #2",
                        "c2s IShelf.Friend = nothing",
                        "s2c IShelf.Friend failed, DISP_E_MEMBERNOTFOUND: no such member (0x80020003)");
    }

    /** Each lets go what another is just getting. */
    @Test
    void threadsThatShareAnObjectAndTheClassAlwaysReachThem() throws Exception {
        assertThat(twice(() -> run("shelfclient", "threads:4:100"))).contains("good 400", "done");
    }

    @Test
    void whatComesBackByTheVirtualTableIsTheSame() throws Exception {
        assertThat(twice(() -> run("shelfclient", "table"))).contains("done");
        assertThat(sentences(0))
                .containsSubsequence(
                        "c2s IShelf.Give()",
                        "s2c IShelf.Give → octet 200, little -300, number -70000, big 1152921504606846976, single 0.25,"
                                + " real -1.5E+300, truth true, date \"2023-03-15T18:00\", code error 0x8007000E,"
                                + " text \"Güß€\", any 18446744073709551615, unknown IShelf #1, dispatch IShelf #1,"
                                + " shelf IShelf #1, texts 1 element",
                        "c2s IShelf.Change(octet 200, little -300, single 0.25, real -1.5E+300, truth true,"
                                + " date \"2023-03-15T18:00\", whom nothing)",
                        "s2c IShelf.Grow → number -69999, text \"one and more\", numbers 3 elements",
                        "s2c IShelf.Swap → one IShelf #1, other \"a text\"",
                        "c2s IShelf.Cell(row 1, column 4) = \"2023-03-15T12:00\"");
    }

    @Test
    void argumentsByNameAndByReferenceAreTheSame() throws Exception {
        assertThat(twice(() -> run("shelfclient", "named"))).contains("number 4 any 2 '6'", "done");
        assertThat(sentences(0))
                .containsSubsequence(
                        "s2c IShelf.Describe → \"Emma, 100 pages, author 8 Jane Austen\"",
                        "c2s IDispatch.Told(arg1 474, First \"Emma\", Second \"Jane Austen\")",
                        "c2s IDispatch.Told has no 'Third': DISP_E_UNKNOWNNAME: unknown name (0x80020006)",
                        "s2c IDispatch.Keep → IShelf #1",
                        "s2c IDispatch.Raise failed: \"a crack of € 5\", DISP_E_EXCEPTION: exception occurred"
                                + " (0x80020009)",
                        "s2c IShelf.Change → octet 2, little -2, single 10, real 1.5, truth true,"
                                + " date \"1900-01-07T00:00\", whom IShelf #1",
                        "c2s IShelf.Cell(row 1, column \"2\") = 1.2345");
    }

    @Test
    void clientsFindTheirOwnSinksAmongTheConnections() throws Exception {
        assertThat(twice(() -> run("shelfclient", "points")))
                .contains(
                        "next, 1 first, 2 second", "answer 3 '41'", "result 3 '42'", "sink references left 0", "done");
        assertThat(sentences(0))
                .containsSubsequence(
                        "c2s IShelf.Ring(times 2)",
                        "s2c ShelfEvents.Asked(question \"how many?\", answer nothing)",
                        "c2s IShelf.Sinks",
                        "s2c IShelf.Sinks → 2",
                        "c2s ShelfEvents.Asked → 42, answer 41",
                        "s2c IShelf.Ring → done");
    }

    @Test
    void aLicenceIsAskedForAsBefore() throws Exception {
        assertThat(twice(() -> run("shelfclient", "licence")))
                .contains(
                        "key 00000000 open sesame", "wrong key 80040112 nothing", "right key 00000000 object", "done");
        assertThat(sentences(1))
                .containsExactly(
                        "c2s IClassFactory2.CreateInstanceLic(interface \"IShelf\", licence \"wrong\")",
                        "s2c IClassFactory2.CreateInstanceLic failed, CLASS_E_NOTLICENSED: the class needs a licence"
                                + " (0x80040112)");
        assertThat(sentences(2))
                .containsSubsequence(
                        "c2s IClassFactory2.CreateInstanceLic(interface \"IShelf\", licence \"open sesame\")",
                        "s2c IClassFactory2.CreateInstanceLic → IShelf #1",
                        "s2c IShelf.Item → \"Book 0\"");
    }

    @Test
    void errorsAndRunningObjectsAreTheSame() throws Exception {
        assertThat(twice(() -> run("shelfclient", "errors", "running")))
                .contains(
                        // Wine 8 carries no IErrorInfo of a call by the virtual table to another process
                        "Fail 80041234 00000001",
                        "Fail 10 80020009 0 '' code 0 scode 80041234 'it broke' of 'the shelf' help 'shelf.hlp' 42 wrong 0",
                        "Fail 10 80020005 0 '' wrong 0",
                        "bound 00000000",
                        "Item 00000000 Book 2",
                        "active 00000000 the same",
                        "done");
        assertThat(sentences(0))
                .anyMatch(line -> line.startsWith("s2c IShelf.Fail failed") && line.contains("it broke"));
    }
}
