package dev.ipcscope.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.store.InMemoryMessageStore;
import dev.ipcscope.server.store.Query;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A picture of the clipboard as the server gives it to a browser. */
final class PictureTest {

    private final InMemoryMessageStore store = new InMemoryMessageStore();
    private final SampleTraffic traffic = new SampleTraffic().machine();

    /** A picture with a colour for each place. */
    static byte[] dib(int width, int height) {
        ByteBuffer dib = ByteBuffer.allocate(40 + 4 * width * height)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 32)
                .position(40);
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            dib.putInt(x * 255 / width << 16 | y * 255 / height << 8 | (x / 8 + y / 8) % 2 * 0xc0);
        }
        return dib.array();
    }

    /** What the clipboard's tap records of a picture. */
    static void put(SampleTraffic traffic, byte[] payload) {
        traffic.item(
                11,
                Kind.DATA,
                Direction.CLIENT_TO_SERVER,
                payload.length,
                payload,
                Details.of(Map.of("sequence", 12, "format", "CF_DIB", "formatId", 8)));
    }

    static SampleTraffic clipboard(SampleTraffic traffic) {
        return traffic.talk(
                11, "clipboard", "clipboard", SampleTraffic.process(4312, "paint.exe"), ProcessInfo.UNKNOWN);
    }

    private HttpResponse<byte[]> get(PageServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void aPictureIsServedAsPngAndNothingElseIs() throws Exception {
        clipboard(traffic);
        put(traffic, dib(64, 48));
        byte[] hostile = dib(2, 2);
        ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putInt(4, Integer.MAX_VALUE);
        put(traffic, hostile);
        traffic.say(1, Direction.CLIENT_TO_SERVER, dib(2, 2));
        traffic.into(store);
        List<Message> messages = store.page(Query.all(Filter.ALL)).messages();
        int last = messages.size() - 1;
        try (PageServer server = new PageServer(store, new NoAgents(), 0)) {
            String good = "/messages/" + messages.get(last - 2).id();
            HttpResponse<byte[]> picture = get(server, good + "/picture.png");
            assertThat(picture.statusCode()).isEqualTo(200);
            assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
            assertThat(picture.body()).startsWith((byte) 0x89, 'P', 'N', 'G');
            assertThat(new String(get(server, good + "/detail").body(), UTF_8))
                    .contains("src=\"" + good + "/picture.png\"", "64 × 48 pixels");

            String bad = "/messages/" + messages.get(last - 1).id();
            assertThat(get(server, bad + "/picture.png").statusCode()).isEqualTo(422);
            assertThat(new String(get(server, bad + "/detail").body(), UTF_8))
                    .contains("The picture is not shown")
                    .doesNotContain("<img");

            String other = "/messages/" + messages.get(last).id();
            assertThat(get(server, other + "/picture.png").statusCode()).isEqualTo(404);
        }
    }
}
