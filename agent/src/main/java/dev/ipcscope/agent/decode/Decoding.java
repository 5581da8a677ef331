package dev.ipcscope.agent.decode;

import dev.ipcscope.agent.decode.Decoder.Session;
import dev.ipcscope.agent.model.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The decoders at work on one conversation: the first that knows a payload keeps the conversation. Nothing that a
 * decoder throws comes out of here: it is left alone from then on, and the payload's {@link Decoded#problem} says so.
 * For one thread.
 */
public final class Decoding {

    private record Candidate(Decoder decoder, Session session) {}

    private List<Candidate> candidates = new ArrayList<>();
    private String failure = "";

    Decoding(List<Decoder> decoders, Conversation conversation) {
        for (Decoder decoder : decoders) {
            guarded(decoder, () -> {
                Session session = decoder.begin(conversation);
                if (session != null) {
                    candidates.add(new Candidate(decoder, session));
                }
                return null;
            });
        }
    }

    /** Whether any decoder takes the conversation for possible. */
    public boolean isPossible() {
        return !candidates.isEmpty() || !failure.isEmpty();
    }

    /** Whether it matters what came before. */
    public boolean remembers() {
        return candidates.stream().anyMatch(candidate -> candidate.decoder().remembers());
    }

    /** What the conversation's open message says besides; before the first payload. */
    public void opened(Map<String, Object> attributes) {
        say(session -> session.opened(attributes));
    }

    /** What the agent found out about the next payload when it recorded it. */
    public void told(Map<String, Object> attributes) {
        say(session -> session.told(attributes));
    }

    private void say(Consumer<Session> what) {
        for (Candidate candidate : List.copyOf(candidates)) {
            var unused = guarded(candidate.decoder(), () -> {
                what.accept(candidate.session());
                return null;
            });
        }
    }

    /** The next payload; null when no decoder knows it. */
    public @Nullable Decoded decode(Payload payload) {
        for (Candidate candidate : List.copyOf(candidates)) {
            Decoded decoded =
                    guarded(candidate.decoder(), () -> candidate.session().decode(payload));
            if (decoded != null) {
                candidates = new ArrayList<>(List.of(candidate));
                return decoded;
            }
            if (candidate.session().isOver()) {
                candidates.remove(candidate);
            }
        }
        return failure.isEmpty() ? null : new Decoded("", "", List.of(), failure);
    }

    private interface Attempt {
        @Nullable
        Decoded run();
    }

    private @Nullable Decoded guarded(Decoder decoder, Attempt attempt) {
        try {
            return attempt.run();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            candidates.removeIf(candidate -> candidate.decoder() == decoder);
            failure = "the decoder " + decoder.getClass().getName() + " failed: " + e;
            return null;
        }
    }
}
