package dev.ipcscope.server.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** JSON lines read back, in order. */
record Messages(List<JsonNode> rows) {

    static final String TO_SERVER = "client-to-server";
    static final String TO_CLIENT = "server-to-client";

    static Messages of(String jsonLines) throws IOException {
        return of(jsonLines.getBytes(StandardCharsets.UTF_8));
    }

    /** From lines of JSON, which together may be longer than a string can be. */
    static Messages of(byte[] jsonLines) throws IOException {
        try (MappingIterator<JsonNode> rows =
                new JsonMapper().readerFor(JsonNode.class).readValues(jsonLines)) {
            return new Messages(rows.readAll());
        }
    }

    Messages where(Predicate<JsonNode> wanted) {
        return new Messages(rows.stream().filter(wanted).toList());
    }

    Messages conversation(long number) {
        return where(row -> row.path("conversation").asLong() == number);
    }

    Messages kind(String kind) {
        return where(row -> row.path("kind").asText().equals(kind));
    }

    /** Data that went this way. */
    Messages data(String direction) {
        return kind("data").where(row -> row.path("direction").asText().equals(direction));
    }

    /** The conversations, in the order in which they came up. */
    List<Long> conversations() {
        return rows.stream()
                .map(row -> row.path("conversation").asLong())
                .distinct()
                .toList();
    }

    /** All payloads, one after the other. */
    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        rows.forEach(row -> all.writeBytes(payload(row)));
        return all.toByteArray();
    }

    static byte[] payload(JsonNode row) {
        try {
            return row.path("payload").binaryValue() == null
                    ? new byte[0]
                    : row.path("payload").binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
