package dev.ipcscope.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.store.InMemoryMessageStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class RowViewsTest {

    private static final String NONE = "Nobody answers here";

    private final InMemoryMessageStore store = new InMemoryMessageStore();
    private final SampleTraffic traffic = new SampleTraffic().machine();

    private String page(String mechanism, String where) throws Exception {
        traffic.talk(9, mechanism, "somewhere", SampleTraffic.process(1, "editor"), ProcessInfo.UNKNOWN);
        traffic.say(9, Direction.CLIENT_TO_SERVER, "text");
        traffic.into(store);
        try (PageServer server = new PageServer(store, new NoAgents(), 0)) {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + where))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void theClipboardHasNoServerThatCouldBeUnknown() throws Exception {
        assertThat(page("clipboard", "/?filter=mech:clipboard")).contains(NONE).doesNotContain(">unknown<");
    }

    @Test
    void conversationsOfTheClipboardSayThatNobodyAnswers() throws Exception {
        assertThat(page("clipboard", "/conversations?filter=mech:clipboard")).contains(NONE);
    }

    @Test
    void serversThatNobodyFoundAreUnknown() throws Exception {
        assertThat(page("dde", "/?filter=mech:dde")).contains(">unknown<").doesNotContain(NONE);
    }
}
