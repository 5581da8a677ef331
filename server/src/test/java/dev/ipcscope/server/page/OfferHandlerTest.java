package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.web.OfferPage;
import dev.ipcscope.web.Shell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OfferHandlerTest {

    private static Offer offer(String method, String help) {
        return new Offer(
                "BankLib 1.2",
                "a bank",
                List.of(new Offer.Group(
                        "dual interface",
                        "IAccount",
                        "{1603AB8D-1A71-47A8-B0C6-E2155A92A9C3}",
                        help,
                        List.of(new Offer.Member("method", "Deposit", method, help, List.of())))));
    }

    private static String html(OfferPage page) {
        return new Templates()
                .render(
                        "offer",
                        Map.of(
                                "shell",
                                new Shell("Taps", "taps", "/api/offer", "", "", "", "", "", "", false),
                                "p",
                                page));
    }

    @Test
    void interfacesAndMethodsAreRead() {
        String html = html(OfferHandler.page("Ipcscope.Bank", "windows", offer("Deposit(double amount) : double", "")));
        assertThat(html)
                .contains("Ipcscope.Bank", "BankLib 1.2", "a bank", "dual interface", "IAccount")
                .contains("{1603AB8D-1A71-47A8-B0C6-E2155A92A9C3}", "Deposit(double amount) : double");
    }

    @Test
    void whatALibrarySaysIsNeverMarkupNorHiddenText() {
        String html = html(OfferHandler.page("a\u202Eb", "<i>", offer("<script>alert(1)</script>", "x\u202Ey")));
        assertThat(html).doesNotContain("<script>alert", "\u202E", "<i>").contains("&lt;script&gt;alert(1)");
    }

    @Test
    void aNameOfAnyKindIsCarriedInTheAddress() {
        Endpoint endpoint = new Endpoint("com", "{A B}&x=1", "local server", List.of(), null, "", Map.of());
        assertThat(OfferHandler.address("büro", endpoint))
                .isEqualTo("/offer?agent=b%C3%BCro&mechanism=com&endpoint=%7BA+B%7D%26x%3D1");
    }
}
