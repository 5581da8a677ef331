package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.tap.TapSpecException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a DDE tap is for, written {@code SERVICE} or {@code SERVICE|TOPIC}. Names are compared as Windows compares atoms:
 * without regard to case.
 *
 * @param service the service's name
 * @param topic the only topic, or null for all
 */
record DdeName(String service, @Nullable String topic) {

    /** Any service, for a tap that only listens. */
    static final String ANY = "*";

    private static final int LONGEST = 255; // Microsoft, GlobalAddAtom

    /** Reads the name in a tap spec. */
    static DdeName parse(String text) throws TapSpecException {
        int bar = text.indexOf('|');
        String service = bar < 0 ? text : text.substring(0, bar);
        String topic = bar < 0 ? null : text.substring(bar + 1);
        check(service, "a DDE tap names a service, for example dde:Progman or dde:Excel|System");
        if (topic != null) {
            check(topic, "nothing stands after '|': a topic goes there, or leave the '|' out for all topics");
        }
        return new DdeName(service, topic);
    }

    private static void check(String part, String ifEmpty) throws TapSpecException {
        if (part.isBlank()) {
            throw new TapSpecException(0, ifEmpty);
        }
        if (part.length() > LONGEST) {
            throw new TapSpecException(0, "a name in DDE has at most " + LONGEST + " characters");
        }
    }

    /** Whether a client that asks for this may mean it; empty asks for any. */
    boolean isAskedBy(String askedService, String askedTopic) {
        return (askedService.isEmpty() || service.equals(ANY) || same(service, askedService))
                && (askedTopic.isEmpty() || topic == null || same(topic, askedTopic));
    }

    private static boolean same(String one, String other) {
        return one.toUpperCase(Locale.ROOT).equals(other.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return topic == null ? service : service + "|" + topic;
    }
}
