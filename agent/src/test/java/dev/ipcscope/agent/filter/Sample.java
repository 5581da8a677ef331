package dev.ipcscope.agent.filter;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Direction;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.Policy;
import dev.ipcscope.agent.model.ProcessInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message whose properties a test sets one by one. */
final class Sample {
    long id = 7;
    String capture = "Nightly run";
    String agent = "build-1";
    Instant time = Instant.parse("2026-11-23T10:32:07.250Z");
    String mechanism = "tcp";
    String endpoint = "127.0.0.1:6379";
    long conversation = 12;
    ProcessInfo client = process(100L, "redis-cli");
    ProcessInfo server = process(200L, "redis-server");
    Direction direction = Direction.CLIENT_TO_SERVER;
    Kind kind = Kind.DATA;
    long length = 5;
    byte[] payload = "Hello".getBytes(StandardCharsets.UTF_8);

    static ProcessInfo process(@Nullable Long pid, @Nullable String name) {
        return new ProcessInfo(pid, null, name, null, null, null);
    }

    Sample payload(byte[] bytes) {
        payload = bytes;
        length = bytes.length;
        return this;
    }

    Message message() {
        long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
        Conversation talk = new Conversation(
                conversation, mechanism, endpoint, "tcp:x=y", Policy.GAP, nanos, client, server, null, null);
        return new Message(id, capture, agent, 1, nanos, 1, talk, direction, kind, length, payload, Details.NONE);
    }

    boolean passes(String filter) {
        try {
            return FilterParser.parse(filter).test(message());
        } catch (FilterException e) {
            throw new AssertionError(filter + " at " + e.column() + ": " + e.getMessage(), e);
        }
    }

    /** The error of a filter as {@code column: message}. */
    static String error(String filter) {
        try {
            return "no error, but " + FilterParser.parse(filter);
        } catch (FilterException e) {
            return e.column() + ": " + e.getMessage();
        }
    }
}
