package dev.ipcscope.agent.cli;

import dev.ipcscope.agent.mechanism.Leftovers;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code java -jar ipcscope-agent.jar undo}. */
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        description =
                "Takes back what taps of agents that crashed on this machine left behind, and says what was done. An"
                        + " agent does so, too, when it starts.")
final class UndoCommand implements Callable<Integer> {

    static final String NAME = "undo";

    @Override
    public Integer call() {
        List<String> told = Leftovers.undo(MechanismRegistry.load().all());
        (told.isEmpty() ? List.of("Nothing was left behind.") : told)
                .forEach(sentence -> System.out.println(Text.line(sentence)));
        return 0;
    }
}
