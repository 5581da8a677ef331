package dev.ipcscope.server.store;

/**
 * What passed through one endpoint in a capture.
 *
 * @param mechanism the mechanism's id
 * @param endpoint its name as recorded
 * @param messages messages of kind data and snapshot
 * @param lost messages known to be lost
 * @param gaps records of loss; of some the number of messages is unknown, and {@code lost} doesn't hold them
 */
public record Total(String mechanism, String endpoint, long messages, long lost, long gaps) {

    Total plus(long moreMessages, long moreLost, long moreGaps) {
        return new Total(mechanism, endpoint, messages + moreMessages, lost + moreLost, gaps + moreGaps);
    }
}
