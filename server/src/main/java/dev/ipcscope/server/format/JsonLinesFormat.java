package dev.ipcscope.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.ipcscope.agent.model.Message;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line. */
final class JsonLinesFormat implements Format {

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public Writer writer(OutputStream out) throws IOException {
        JsonGenerator json = Json.generator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        return new Writer() {
            @Override
            public void write(Message message) throws IOException {
                MessageJson.write(json, message, true);
                json.writeRaw('\n');
            }

            @Override
            public void flush() throws IOException {
                json.flush();
            }
        };
    }
}
