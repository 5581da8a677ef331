package dev.ipcscope.server.format;

import dev.ipcscope.agent.model.Conversation;
import dev.ipcscope.agent.model.Details;
import dev.ipcscope.agent.model.Message;
import dev.ipcscope.agent.model.ProcessInfo;
import dev.ipcscope.server.page.Summary;
import dev.ipcscope.server.page.Visible;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) with a header line. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front; controls and characters that reorder text are made visible. The payload is hexadecimal, since base64 may begin with a plus sign.
 */
final class CsvFormat implements Format {

    private static final String HEADER =
            "id,capture,time,mono,agent,agentSeq,mechanism,endpoint,conversation,direction,"
                    + "kind,length,kept,clientPid,clientTid,clientName,clientPath,clientCommand,clientUser,serverPid,serverTid,"
                    + "serverName,serverPath,serverCommand,serverUser,summary,errorCode,errorText,gapCount,gapReason,ranges,"
                    + "attributes,payloadHex\r\n";

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String contentType() {
        return "text/csv; charset=utf-8; header=present";
    }

    @Override
    public Writer writer(OutputStream out) throws IOException {
        out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        return new Writer() {
            @Override
            public void write(Message message) throws IOException {
                out.write(row(message).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    private static String row(Message message) {
        Conversation talk = message.conversation();
        StringBuilder row = new StringBuilder(256);
        number(row, message.id());
        text(row, message.capture());
        text(row, Times.utc(message.time()));
        number(row, message.mono());
        text(row, message.agent());
        number(row, message.agentSeq());
        text(row, talk.mechanism());
        text(row, talk.endpoint());
        number(row, talk.number());
        text(row, message.direction().word());
        text(row, message.kind().word());
        number(row, message.length());
        number(row, message.payload().length < message.length() ? (long) message.payload().length : null);
        process(row, talk.client());
        process(row, talk.server());
        text(row, Summary.of(message));
        details(row, message.details());
        return row.append(HexFormat.of().formatHex(message.payload()))
                .append("\r\n")
                .toString();
    }

    private static void process(StringBuilder row, ProcessInfo process) {
        number(row, process.pid());
        number(row, process.tid());
        text(row, process.name());
        text(row, process.path());
        text(row, process.command());
        text(row, process.user());
    }

    private static void details(StringBuilder row, Details details) {
        Details.Failure error = details.error();
        number(row, error == null ? null : (long) error.code());
        text(row, error == null ? null : error.text());
        Details.Gap gap = details.gap();
        number(row, gap == null ? null : gap.count());
        text(row, gap == null ? null : gap.reason());
        StringBuilder ranges = new StringBuilder();
        for (Details.Range range : details.ranges()) {
            ranges.append(ranges.isEmpty() ? "" : " ")
                    .append(range.offset())
                    .append(':')
                    .append(range.length());
        }
        text(row, ranges.toString());
        text(
                row,
                details.attributes().isEmpty()
                        ? null
                        : new String(Json.bytes(details.attributes()), StandardCharsets.UTF_8));
    }

    private static void number(StringBuilder row, @Nullable Long value) {
        row.append(value == null ? "" : value.toString()).append(',');
    }

    private static void text(StringBuilder row, @Nullable String value) {
        row.append(value == null ? "" : field(Visible.line(value))).append(',');
    }

    /** A field that is text, quoted where it must be. */
    static String field(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        String safe = formula ? "'" + value : value;
        boolean quotes = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quotes ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
