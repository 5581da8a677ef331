package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps a struct in a mapped file up to date. */
final class TelemetryTalker implements Sample {

    private static final String[] STATES = {"climbing", "cruising", "descending", "grün", "landed"};

    @Override
    public String name() {
        return "telemetry-talker";
    }

    @Override
    public String help() {
        return "writes a struct into the mapped FILE";
    }

    @Override
    public void run(Options options, PrintStream out) throws IOException, InterruptedException {
        MappedByteBuffer memory = Telemetry.create(options.file());
        out.println("listening " + options.file());
        long sequence = memory.getLong(Telemetry.SEQUENCE) & ~1L;
        for (long step = 0; step < options.count(); step++) {
            memory.putLong(Telemetry.SEQUENCE, sequence + 1);
            VarHandle.fullFence();
            write(memory, step);
            VarHandle.fullFence();
            sequence += 2;
            memory.putLong(Telemetry.SEQUENCE, sequence);
            options.rest();
        }
    }

    private static void write(MappedByteBuffer memory, long step) {
        memory.putDouble(Telemetry.SPEED, 200 + 50 * Math.sin(step / 20.0));
        memory.putDouble(Telemetry.ALTITUDE, 10_000 + 100 * Math.cos(step / 50.0));
        int engine = (int) (step % 4);
        memory.putInt(Telemetry.ENGINE + 4 * engine, 3000 + (int) (step % 500));
        if (step % 25 == 0) {
            byte[] text = STATES[(int) (step / 25 % STATES.length)].getBytes(StandardCharsets.UTF_8);
            memory.put(Telemetry.STATUS, Arrays.copyOf(text, Telemetry.STATUS_SIZE));
        }
    }
}
