package dev.ipcscope.samples;

import java.io.IOException;
import java.io.PrintStream;

/** A program that talks, or listens. */
interface Sample {

    /** The name by which it is started. */
    String name();

    /** One line: what it does. */
    String help();

    /**
     * Runs until it has said all it should, or for ever.
     *
     * @param options where, how often and how long
     * @param out what a person sees; a listener first prints {@code listening ADDRESS}
     */
    void run(Options options, PrintStream out) throws IOException, InterruptedException;
}
