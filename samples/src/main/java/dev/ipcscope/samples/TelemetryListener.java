package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.util.Locale;

/** Shows the struct that another program keeps in a mapped file; prints it when it has changed. */
final class TelemetryListener implements Sample {

    @Override
    public String name() {
        return "telemetry-listener";
    }

    @Override
    public String help() {
        return "reads the struct in the mapped FILE";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        MappedByteBuffer memory = Telemetry.open(options.file());
        long last = 0;
        for (long shown = 0; shown < options.count(); options.rest()) {
            long before = memory.getLong(Telemetry.SEQUENCE);
            VarHandle.fullFence();
            String line = line(memory);
            VarHandle.fullFence();
            boolean whole = before % 2 == 0 && memory.getLong(Telemetry.SEQUENCE) == before;
            if (whole && before != last) {
                out.println(line);
                last = before;
                shown++;
            }
        }
    }

    private static String line(MappedByteBuffer memory) {
        return String.format(
                Locale.ROOT,
                "#%d %.1f km/h at %.0f m, %s",
                memory.getLong(Telemetry.SEQUENCE) / 2,
                memory.getDouble(Telemetry.SPEED),
                memory.getDouble(Telemetry.ALTITUDE),
                Telemetry.status(memory));
    }
}
