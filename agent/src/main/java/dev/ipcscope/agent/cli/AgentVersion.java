package dev.ipcscope.agent.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, as it stands in the jar's manifest. */
public final class AgentVersion implements IVersionProvider {

    /** The version's number, or {@code development} when it doesn't run from a jar. */
    public static String text() {
        String version = AgentVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"ipcscope " + text()};
    }
}
