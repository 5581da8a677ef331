package dev.ipcscope.web;

/**
 * One message as a row of the table.
 *
 * @param id the message's id
 * @param css {@code gap}, {@code bad}, {@code ev} or empty
 * @param number the id with thousands separators
 * @param time local time of day to the microsecond
 * @param date local date and time with zone, for the title
 * @param mark the mechanism
 * @param endpoint the endpoint's last part
 * @param endpointTitle the whole endpoint
 * @param client the client's name, or its address, or empty
 * @param clientPid its process id, or empty
 * @param arrow an arrow, or empty
 * @param arrowCss {@code c2s}, {@code s2c} or empty
 * @param arrowLabel the direction in words
 * @param server as client
 * @param serverPid as clientPid
 * @param bytes the length with thousands separators, or empty
 * @param summary what was said, one line
 */
public record Row(
        long id,
        String css,
        String number,
        String time,
        String date,
        Mark mark,
        String endpoint,
        String endpointTitle,
        String client,
        String clientPid,
        String arrow,
        String arrowCss,
        String arrowLabel,
        String server,
        String serverPid,
        String bytes,
        String summary) {}
