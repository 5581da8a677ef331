package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Registered servers and running objects are found, and their type libraries read. */
@Tag("windows")
@Timeout(300)
class ComDiscoveryTest {

    private final ComMechanism mechanism = new ComMechanism();

    @BeforeAll
    static void register() throws Exception {
        BankPrograms.register();
    }

    @AfterAll
    static void unregister() throws Exception {
        BankPrograms.unregister();
    }

    private Endpoint bank() throws Exception {
        return mechanism.discover().stream()
                .filter(endpoint -> endpoint.name().equals(BankPrograms.PROG_ID))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRegisteredServerIsFoundWithWhatItTakesToTapIt() throws Exception {
        Endpoint bank = bank();
        assertThat(bank.kind()).isEqualTo("local server");
        assertThat(bank.suggestion()).isEqualTo("com:Ipcscope.Bank");
        assertThat(bank.facts())
                .containsEntry("clsid", BankPrograms.CLSID)
                .containsEntry("title", "ipcscope sample bank")
                .containsEntry("typeLibrary", "ipcscope sample bank 1.2")
                .containsEntry("active", false);
        assertThat((String) bank.facts().get("server")).contains("bankserver.exe");
        TapSpec spec = TapSpec.parse(Objects.requireNonNull(bank.suggestion()));
        try (Tap tap = mechanism.open(mechanism.check(spec), new RecordedMessages())) {
            assertThat(tap.endpoint()).isEqualTo(BankPrograms.PROG_ID);
        }
    }

    @Test
    void anObjectInTheRunningObjectTableMarksItsClass() throws Exception {
        try (ForeignProgram client = ForeignProgram.start("bankclient", "active", "wait")) {
            assertThat(client.awaitLine("active:")).isEqualTo("00000000");
            assertThat(bank().facts()).containsEntry("active", true);
            client.say("");
            client.finish();
        }
        assertThat(bank().facts()).containsEntry("active", false);
    }

    @Test
    void aTypeLibraryTellsInterfacesMethodsAndParameters() {
        TypeLibrary library = Objects.requireNonNull(
                Objects.requireNonNull(ClassName.find(BankPrograms.PROG_ID)).library());
        assertThat(library.name()).isEqualTo("BankLib");
        assertThat(library.version()).isEqualTo("1.2");
        assertThat(library.classes()).singleElement().satisfies(bank -> {
            assertThat(bank.clsid()).hasToString(BankPrograms.CLSID);
            assertThat(bank.interfaces())
                    .extracting(TypeLibrary.Implemented::name)
                    .containsExactly("IBank", "BankEvents");
            assertThat(bank.interfaces())
                    .extracting(TypeLibrary.Implemented::source)
                    .containsExactly(false, true);
        });
        ComInterface account = library.interfaces().stream()
                .filter(one -> one.name().equals("IAccount"))
                .findFirst()
                .orElseThrow();
        assertThat(account.kind()).isEqualTo(ComInterface.Kind.DUAL);
        assertThat(account.methods())
                .extracting(method -> method.kind().word() + " " + method)
                .containsExactly(
                        "get Owner() : string",
                        "put Owner(string Owner)",
                        "get Balance() : double",
                        "method Deposit(double amount) : double",
                        "method Statement(date from, in,out long count, out string text) : currency",
                        "get Kind() : Kind",
                        "put Kind(Kind Kind)");
        assertThat(account.help()).isEqualTo("An account of the bank");
        assertThat(library.enumerations()).singleElement().satisfies(kind -> {
            assertThat(kind.values()).containsEntry("kindPrivate", 0).containsEntry("kindBusiness", 7);
        });
    }

    @Test
    void whatAClassOffersIsToldWithItsMethodsAndParameters() throws Exception {
        Offer offer = mechanism.offer(BankPrograms.PROG_ID);
        assertThat(offer.name()).isEqualTo("BankLib 1.2");
        assertThat(offer.groups())
                .extracting(group -> group.kind() + " " + group.name())
                .contains("class Bank", "dual interface IBank", "dual interface IAccount", "dispinterface BankEvents");
        Offer.Group account = offer.groups().stream()
                .filter(group -> group.name().equals("IAccount"))
                .findFirst()
                .orElseThrow();
        assertThat(account.id()).isEqualTo("{1603AB8D-1A71-47A8-B0C6-E2155A92A9C3}");
        assertThat(account.members())
                .filteredOn(member -> member.name().equals("Deposit"))
                .singleElement()
                .satisfies(deposit -> {
                    assertThat(deposit.text()).isEqualTo("Deposit(double amount) : double");
                    assertThat(deposit.parameters().get(0)).isEqualTo(new Offer.Parameter("amount", "double", "in"));
                });
        assertThat(mechanism.offer(BankPrograms.CLSID)).isEqualTo(offer);
        assertThatThrownBy(() -> mechanism.offer("No.Such.Class")).hasMessageContaining("No.Such.Class");
    }
}
