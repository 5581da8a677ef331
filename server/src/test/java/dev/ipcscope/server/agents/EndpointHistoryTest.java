package dev.ipcscope.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.server.agents.EndpointHistory.Change;
import dev.ipcscope.server.agents.EndpointHistory.Marked;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointHistoryTest {

    private static final long SECOND = 1_000_000_000L;

    private final EndpointHistory history = new EndpointHistory();

    private List<String> look(long second, String... names) {
        List<Endpoint> found = Stream.of(names)
                .map(name -> new Endpoint("pipe", name, "", List.of(), null, ""))
                .toList();
        return history.mark("here", found, second * SECOND).stream()
                .map(EndpointHistoryTest::words)
                .toList();
    }

    private static String words(Marked marked) {
        return marked.endpoint().name() + (marked.change() == Change.NONE ? "" : " " + marked.change());
    }

    @Test
    void theFirstLookKnowsNoOther() {
        assertThat(look(5, "a", "b")).containsExactly("a", "b");
    }

    @Test
    void whatCameIsMarkedForAMinute() {
        look(0, "a");
        assertThat(look(10, "a", "b")).containsExactly("a", "b NEW");
        assertThat(look(60, "a", "b")).containsExactly("a", "b NEW");
        assertThat(look(70, "a", "b")).containsExactly("a", "b");
    }

    @Test
    void whatCouldNotBeLookedForHasNotGone() {
        look(0, "a", "b");
        List<Marked> none = history.mark("here", List.of(Endpoint.notListed("pipe", "it hangs")), 10 * SECOND);
        assertThat(none).extracting(EndpointHistoryTest::words).containsExactly("not listed");
        assertThat(look(20, "a", "b")).containsExactly("a", "b");
    }

    @Test
    void whatWentIsShownForAMinute() {
        look(0, "a", "b");
        assertThat(look(10, "a")).containsExactly("a", "b GONE");
        assertThat(look(69, "a")).containsExactly("a", "b GONE");
        assertThat(look(70, "a")).containsExactly("a");
        assertThat(look(80, "a", "b")).containsExactly("a", "b NEW");
    }

    @Test
    void whatComesBackIsNew() {
        look(0, "a");
        look(10);
        assertThat(look(20, "a")).containsExactly("a NEW");
    }

    @Test
    void agentsAreToldApart() {
        look(0, "a");
        assertThat(history.mark("there", List.of(), 0)).isEmpty();
        assertThat(look(1, "a")).containsExactly("a");
    }
}
