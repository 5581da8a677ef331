package dev.ipcscope.web;

/**
 * A tap.
 *
 * @param agent the agent that has it
 * @param spec its spec, as it is sent
 * @param specShown its spec with everything visible
 * @param mark its mechanism
 * @param endpoint where programs reach it
 * @param state {@code open}, {@code waiting} or {@code failed}
 * @param css the badge's class
 * @param reason why it waits or failed, or a warning
 * @param conversations how many are open
 * @param remembered whether it comes back after a restart
 * @param connected whether its agent is there
 * @param messages the page that shows its messages
 * @param talks the page that shows its conversations
 */
public record TapRow(
        String agent,
        String spec,
        String specShown,
        Mark mark,
        String endpoint,
        String state,
        String css,
        String reason,
        String conversations,
        boolean remembered,
        boolean connected,
        String messages,
        String talks) {}
