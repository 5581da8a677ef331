package dev.ipcscope.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.agent.wire.DetailsCodec;
import dev.ipcscope.agent.wire.WireItem;
import dev.ipcscope.server.api.Api;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.page.Pages;
import dev.ipcscope.server.security.AccessToken;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.SqliteMessageStore;
import dev.ipcscope.server.store.StoreLimits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers, times and attributes as no honest agent sends them: every page and every format still answers. */
final class ExtremesTest {

    private static final String TOKEN = "a-token-of-this-test-1234567890";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;
    private static final List<Long> NUMBERS = List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);

    @TempDir
    Path folder;

    private long seq;
    private long conversations;

    private List<WireItem> items(String mechanism) {
        List<WireItem> items = new ArrayList<>();
        for (long number : NUMBERS) {
            items.add(new WireItem.TimeBase(number));
            ProcessInfo process = new ProcessInfo(number, number, "", "", "x\ny", "\u0000");
            items.add(new WireItem.Talk(new Conversation(
                    ++conversations,
                    mechanism,
                    number % 2 == 0 ? "" : "a\r\ndata: b\n\n",
                    "%%%",
                    Policy.GAP,
                    number,
                    process,
                    process,
                    "",
                    null)));
            for (Kind kind : Kind.values()) {
                for (Details details :
                        kind == Kind.OPEN || kind == Kind.CLOSE ? List.of(Details.NONE) : details(number)) {
                    byte[] payload = kind == Kind.DATA || kind == Kind.SNAPSHOT ? new byte[] {5, 0, 0, 3} : new byte[0];
                    items.add(new WireItem.Item(
                            ++seq,
                            number,
                            conversations,
                            kind,
                            Direction.CLIENT_TO_SERVER,
                            Math.max(payload.length, number),
                            ByteBuffer.wrap(payload),
                            DetailsCodec.encode(details)));
                }
            }
        }
        return items;
    }

    private static List<Details> details(long number) {
        Object nested = number;
        for (int depth = 0; depth < 12; depth++) {
            nested = depth % 2 == 0 ? List.of(nested, "x") : Map.of("name", nested);
        }
        Map<String, Object> numbers = Map.of(
                "duration",
                number,
                "call",
                number,
                "size",
                number,
                "dwData",
                number,
                "sequence",
                number,
                "hresult",
                number);
        Map<String, Object> words = Map.of(
                "duration",
                "soon",
                "call",
                "",
                "size",
                "x",
                "formats",
                nested,
                "arguments",
                nested,
                "pending",
                "maybe");
        return List.of(
                Details.NONE,
                Details.error((int) number, "a\nb"),
                Details.gap(number < 0 ? null : number, ""),
                Details.of(numbers),
                Details.of(words),
                new Details(null, null, List.of(new Details.Range(Math.max(0, number), 4)), Map.of("keyFrame", true)),
                new Details(
                        null, null, List.of(new Details.Range(0, 4), new Details.Range(8, 0)), Map.of("layout", "x")));
    }

    @Test
    void everythingIsAnsweredWithWhatItIs() throws Exception {
        List<Mechanism> mechanisms = MechanismRegistry.load().all();
        NoAgents agents = new NoAgents();
        try (MessageStore store = SqliteMessageStore.open(folder, StoreLimits.DEFAULT)) {
            UUID spool = UUID.randomUUID();
            for (Mechanism mechanism : mechanisms) {
                store.append(spool, "tester", items(mechanism.id())).get(120, TimeUnit.SECONDS);
            }
            Doctor doctor = new Doctor(store, agents, folder);
            Api api = new Api(store, agents, doctor);
            ServerConfig config = ServerConfig.plain("127.0.0.1", 0, new AccessToken(TOKEN));
            try (Pages pages = new Pages(store, agents, doctor, mechanisms);
                    ServerApp app = ServerApp.start(config, List.of(api::register, pages::register))) {
                assertThat(wrong(app, store.lastId())).isEmpty();
            }
        }
    }

    private List<String> wrong(ServerApp app, long last) throws Exception {
        List<String> paths = new ArrayList<>(List.of(
                "/",
                "/?id=1&at=1",
                "/?filter=time%3E10:00",
                "/ui/strip?capture=1",
                "/ui/sources?capture=1",
                "/ui/numbers?capture=1",
                "/ui/doctor",
                "/ui/suggest?text=endpoint:",
                "/conversations",
                "/timeline",
                "/timeline?after=0&filter=time%3E10:00",
                "/captures",
                "/doctor",
                "/api/messages?limit=1000",
                "/api/messages?limit=1000&order=desc",
                "/api/query?format=text&filter=",
                "/api/query?format=jsonl&filter=",
                "/api/query?format=csv&filter=",
                "/api/query?format=csv&count=true&filter=time%3C2000-01-01",
                "/api/memory?filter=&format=text",
                "/api/memory?filter=&format=jsonl",
                "/api/conversations?limit=1000",
                "/api/status",
                "/api/doctor"));
        for (long id = 1; id <= last; id += 3) {
            paths.add("/messages/" + id + "/detail");
        }
        for (long number = 1; number <= conversations; number++) {
            paths.add("/conversations/" + number);
            paths.add("/conversations/" + number + "?as=hex");
            paths.add("/memory/" + number);
            paths.add("/api/conversations/" + number);
        }
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            RawHttp answer = RawHttp.send(app.port(), "GET", path, "", BEARER);
            if (answer.status() >= 500
                    || answer.status() == 200 && answer.body().isEmpty()) {
                wrong.add(answer.status() + " " + path + " " + answer.body());
            }
        }
        return wrong;
    }
}
