package dev.ipcscope.web;

import java.util.List;

/**
 * One conversation's page.
 *
 * @param talk the conversation
 * @param kind what a message is there: {@code byte stream}, {@code datagrams}, …
 * @param note what that means
 * @param client about the client's process
 * @param server about the server's process
 * @param direction {@code both}, {@code c2s} or {@code s2c}
 * @param form {@code text} or {@code hex}
 * @param said the messages, oldest first
 * @param earlier the address of those before, or empty
 * @param later the address of those after, or empty
 * @param next what to ask for again and again while the conversation goes on; empty when it has ended
 * @param at the id that was asked for; 0 for none
 * @param table the address of its messages in the table
 * @param memory the address of the memory that it watches; empty when it holds no snapshot
 * @param others other conversations, newest first
 */
public record TalkPage(
        Talk talk,
        String kind,
        String note,
        List<Fact> client,
        List<Fact> server,
        String direction,
        String form,
        List<Said> said,
        String earlier,
        String later,
        String next,
        long at,
        String table,
        String memory,
        List<Talk> others) {}
