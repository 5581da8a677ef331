package dev.ipcscope.server.cli;

import dev.ipcscope.agent.uplink.Authorities;
import dev.ipcscope.server.format.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a server by its API; turns what goes wrong into words and exit codes. */
final class ApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final URI server;
    private final String token;
    private final HttpClient http;

    ApiClient(URI server, String token, @Nullable Path ca) throws IOException {
        String text = server.toString();
        this.server = URI.create(text.endsWith("/") ? text : text + "/");
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        this.http = (ca == null ? builder : builder.sslContext(Authorities.trust(ca))).build();
    }

    /** GET of a path with parameters, answered by a JSON object. */
    Map<?, ?> get(String path, Map<String, String> parameters) throws IOException, CliException {
        return object(send("GET", path + (parameters.isEmpty() ? "" : "?" + form(parameters)), null, null));
    }

    /** POST of a JSON object, answered by one. */
    Map<?, ?> post(String path, Map<String, @Nullable Object> body) throws IOException, CliException {
        return object(send("POST", path, "application/json", Json.bytes(body)));
    }

    /** POST of a form, answered by a stream, which the caller closes. */
    InputStream stream(String path, Map<String, String> parameters) throws IOException, CliException {
        byte[] form = form(parameters).getBytes(StandardCharsets.US_ASCII);
        return send("POST", path, "application/x-www-form-urlencoded", form);
    }

    /** DELETE of a path with parameters. */
    void delete(String path, Map<String, String> parameters) throws IOException, CliException {
        send("DELETE", path + "?" + form(parameters), null, null).close();
    }

    private InputStream send(String method, String path, @Nullable String type, byte @Nullable [] body)
            throws IOException, CliException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new CliException(
                    CliException.ENVIRONMENT,
                    "no server answers at " + server + ": start one with 'serve', or give its --server URL");
        } catch (IOException e) {
            throw new CliException(CliException.ENVIRONMENT, server + " can't be reached: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (response.statusCode() >= 300) {
            throw refused(response);
        }
        return response.body();
    }

    private CliException refused(HttpResponse<InputStream> response) throws IOException {
        Object reason = null;
        Object column = null;
        try (InputStream in = response.body()) {
            if (Json.parse(in.readNBytes(64 << 10)) instanceof Map<?, ?> body) {
                reason = body.get("error");
                column = body.get("column");
            }
        } catch (IOException e) {
            reason = null; // not one of our answers
        }
        String text = reason == null ? server + " answered " + response.statusCode() : reason.toString();
        boolean usage = response.statusCode() == 400 || response.statusCode() == 404;
        return new CliException(
                usage ? CliException.USAGE : CliException.ENVIRONMENT,
                column == null ? text : "column " + column + ": " + text);
    }

    private Map<?, ?> object(InputStream in) throws IOException, CliException {
        byte[] answer;
        try (in) {
            answer = in.readAllBytes();
        }
        try {
            if (Json.parse(answer) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw new CliException(CliException.ENVIRONMENT, foreign(), e);
        }
        throw new CliException(CliException.ENVIRONMENT, foreign());
    }

    private String foreign() {
        return "what answers at " + server + " is not ipcscope's server: give its --server URL";
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
