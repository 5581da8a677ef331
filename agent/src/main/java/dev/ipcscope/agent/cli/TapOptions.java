package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.control.TapFile;
import dev.ipcscope.agent.control.Taps;
import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.tap.TapStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --tap}, {@code --tap-file}, {@code --spool} and {@code --spool-max} of agent and server. */
public final class TapOptions {

    @Option(
            names = "--tap",
            paramLabel = "SPEC",
            description = "Open this tap: MECHANISM:LISTEN=TARGET?option=value&... May be given more than once.")
    private List<String> taps = new ArrayList<>();

    @Option(
            names = "--tap-file",
            paramLabel = "FILE",
            description = "Open the taps in this file: UTF-8, one spec a line, # begins a comment.")
    private @Nullable Path tapFile;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Where captures wait for the server (default: 'spool' in --data, or ipcscope/spool in the user's state folder).")
    private @Nullable Path spool;

    @Option(
            names = "--spool-max",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description = "How much may wait there, for example 200m or 4g (default: ${DEFAULT-VALUE}).")
    private String spoolMax = "1g";

    /** The folder for spools. */
    public Path spool() {
        return spool(StateFolder.spool());
    }

    /** The folder for spools, this one when none was given. */
    public Path spool(Path otherwise) {
        return spool == null ? otherwise : spool;
    }

    /** Bytes; throws {@link IllegalArgumentException} in words. */
    public long spoolMax() {
        long size = dev.ipcscope.agent.tap.Units.size(spoolMax);
        if (size < 1 << 20) {
            throw new IllegalArgumentException("--spool-max: 1m is the least, not '" + spoolMax + "'");
        }
        return size;
    }

    /** A spec and where it stands, for errors; empty on the command line, where the reader sees it. */
    private record Given(String where, String spec) {}

    /** The specs given, those of the file last. */
    private List<Given> specs() throws IOException {
        List<Given> all = new ArrayList<>();
        taps.forEach(spec -> all.add(new Given("", spec)));
        if (tapFile != null) {
            for (TapFile.Line line : TapFile.lines(tapFile)) {
                all.add(new Given(tapFile + " line " + line.number() + ": ", line.spec()));
            }
        }
        return all;
    }

    /**
     * Opens them and prints a line for each tap of the agent, those remembered included.
     *
     * @throws TapSpecException when a spec is wrong; nothing is opened then
     */
    public void open(Taps taps, PrintStream out) throws TapSpecException, IOException {
        List<Given> specs = specs();
        for (Given given : specs) {
            try {
                var unused = taps.check(given.spec());
            } catch (TapSpecException e) {
                throw new TapSpecException(e.column(), given.where() + "tap " + given.spec() + ": " + e.getMessage());
            }
        }
        for (Given given : specs) {
            var unused = taps.open(given.spec(), false);
        }
        for (TapStatus tap : taps.statuses()) {
            out.println(Text.line("tap " + tap.spec() + " " + tap.state().word() + " "
                    + (tap.state() == TapStatus.State.OPEN ? tap.endpoint() : tap.reason())));
        }
        out.flush();
    }
}
