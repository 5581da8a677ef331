package dev.ipcscope.agent.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.wire.Protocol;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** To a server over HTTP or HTTPS, with a token. */
public final class HttpUplink implements Uplink {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration BATCH_LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int LONGEST_REASON = 1_000;

    private final URI server;
    private final String token;
    private final HttpClient client;

    /**
     * Connects nothing yet.
     *
     * @param server {@code http://host:port} or {@code https://host:port}
     * @param ca a PEM file of the authorities to trust, or null for those of the Java installation
     * @throws IOException when the file can't be used
     */
    public HttpUplink(URI server, String token, @Nullable Path ca) throws IOException {
        this.server = server;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT);
        if (ca != null) {
            builder.sslContext(Authorities.trust(ca));
        }
        this.client = builder.build();
    }

    @Override
    public Welcome hello(UUID spool, AgentInfo info) throws IOException {
        try {
            HttpRequest request = request("/api/agents/" + encode(info.name()) + "/hello?spool=" + spool)
                    .timeout(LIMIT)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(info)))
                    .build();
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            JsonNode answer = answer(response);
            return new Welcome(
                    answer.path("stream").asText(),
                    answer.path("name").asText(),
                    answer.path("lastSeq").asLong(),
                    UUID.fromString(answer.path("store").asText()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(server + " doesn't answer as an ipcscope server", e);
        } catch (IOException e) {
            throw inWords(e);
        }
    }

    @Override
    public CompletableFuture<Long> send(Welcome stream, UUID spool, long ordinal, ByteBuffer batch) {
        HttpRequest request = request("/api/agents/" + encode(stream.name()) + "/batches?spool=" + spool + "&stream="
                        + encode(stream.stream()) + "&n=" + ordinal)
                .timeout(BATCH_LIMIT)
                .header("Content-Type", Protocol.BATCH_TYPE)
                .POST(BodyPublishers.fromPublisher(new BufferPublisher(batch), Math.max(1, batch.remaining())))
                .build();
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(response -> {
            try {
                return answer(response).path("lastSeq").asLong();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Override
    public void skip(Welcome stream, UUID spool, long next, Details.Gap gap) throws IOException {
        String reason =
                gap.reason().substring(0, Math.min(LONGEST_REASON, gap.reason().length()));
        HttpRequest request = request("/api/agents/" + encode(stream.name()) + "/skip?spool=" + spool + "&stream="
                        + encode(stream.stream()) + "&next=" + next + "&lost="
                        + (gap.count() == null ? -1 : gap.count()) + "&reason=" + encode(reason))
                .timeout(BATCH_LIMIT)
                .POST(BodyPublishers.noBody())
                .build();
        try {
            var unused = answer(client.send(request, BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            throw inWords(e);
        }
    }

    @Override
    public Channel control(UUID spool, String name, Consumer<String> incoming, Runnable closed) throws IOException {
        String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
        URI uri = URI.create(
                scheme + "://" + server.getAuthority() + "/api/agents/" + encode(name) + "/control?spool=" + spool);
        WebSocketChannel channel = new WebSocketChannel(incoming, closed);
        try {
            WebSocket socket = client.newWebSocketBuilder()
                    .connectTimeout(LIMIT)
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(uri, channel)
                    .get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
            channel.opened(socket);
            return channel;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw inWords(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (TimeoutException e) {
            throw new IOException(server + " doesn't answer", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private IOException inWords(IOException e) {
        if (e instanceof RefusedException) {
            return e;
        }
        String text = e.getMessage();
        return new IOException(
                "the server " + server + " can't be reached: "
                        + (text == null || text.isBlank() ? e.getClass().getSimpleName() : text),
                e);
    }

    private JsonNode answer(HttpResponse<byte[]> response) throws IOException {
        JsonNode answer = JSON.missingNode();
        try {
            answer = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            // told below
        }
        if (response.statusCode() == 200 && answer.isObject()) {
            return answer;
        }
        String words = answer.path("error").asText();
        boolean malformed = !words.isEmpty() && response.statusCode() == 400;
        throw new RefusedException(
                "the server " + server + " refuses: "
                        + (words.isEmpty() ? "HTTP status " + response.statusCode() : words),
                malformed);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        // Java 17's client has no end of its own: its threads are daemons and stop when it is collected.
    }
}
