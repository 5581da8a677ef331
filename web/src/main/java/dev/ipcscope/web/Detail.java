package dev.ipcscope.web;

import java.util.List;

/**
 * One message in the dock.
 *
 * @param id the message's id
 * @param mark its mechanism
 * @param title one line about it
 * @param sub more of that line
 * @param error what failed, or empty
 * @param conversation the number of its conversation
 * @param message about the message
 * @param talk about its conversation
 * @param client about the client's process
 * @param server about the server's process
 * @param hex the first lines of its bytes
 * @param text the first part of it as text
 * @param shown "256 of 48,174 bytes"
 * @param more whether there is more than is shown
 * @param bytes how many bytes were kept
 * @param note what to know about its bytes, or empty
 * @param meant what they mean
 * @param memory the page of the memory that it is a snapshot of, or empty
 * @param picture the picture that it is
 */
public record Detail(
        long id,
        Mark mark,
        String title,
        String sub,
        String error,
        long conversation,
        List<Fact> message,
        List<Fact> talk,
        List<Fact> client,
        List<Fact> server,
        List<HexLine> hex,
        String text,
        String shown,
        boolean more,
        int bytes,
        String note,
        Meant meant,
        String memory,
        Picture picture) {}
