package dev.ipcscope.server.doctor;

import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.server.store.Capture;
import dev.ipcscope.server.store.MessageStore;
import java.util.List;

/**
 * What a page looks at.
 *
 * @param text the filter as it is written, empty for none
 * @param filter the filter
 * @param capture the capture
 */
public record Looking(String text, Filter filter, Capture capture) {

    /** At everything of the live capture, as a page does at first. */
    public static Looking atLive(MessageStore store) {
        List<Capture> captures = store.captures();
        return new Looking("", Filter.ALL, captures.get(captures.size() - 1));
    }

    /** Messages in the capture, whatever the filter. */
    long held() {
        return Math.max(0, capture.lastId() - capture.firstId() + 1);
    }
}
