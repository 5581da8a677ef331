package dev.ipcscope.server.store;

/**
 * What passed through one endpoint in a capture.
 *
 * @param mechanism the mechanism's id
 * @param endpoint its name as recorded
 * @param messages messages of kind data and snapshot
 * @param lost messages known to be lost
 */
public record Total(String mechanism, String endpoint, long messages, long lost) {

    Total plus(long moreMessages, long moreLost) {
        return new Total(mechanism, endpoint, messages + moreMessages, lost + moreLost);
    }
}
