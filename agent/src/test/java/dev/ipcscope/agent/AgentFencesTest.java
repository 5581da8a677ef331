package dev.ipcscope.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module's inner borders: which package may use which. */
class AgentFencesTest {

    private static final String ROOT = "dev.ipcscope.agent.";
    private static final int MAX_LINES = 300;
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ipcscope.agent");

    @Test
    void nativeCallsStandOnlyInLinuxAndWin32() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "linux..", ROOT + "win32..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("everything else must load and be testable on any system")
                .check(MAIN);
    }

    @Test
    void theWordsKnowNothingOfTheMachinery() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "model..", ROOT + "tap..", ROOT + "filter..", ROOT + "wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "mechanism..",
                        ROOT + "relay..",
                        ROOT + "outbox..",
                        ROOT + "uplink..",
                        ROOT + "control..",
                        ROOT + "process..",
                        ROOT + "linux..",
                        ROOT + "win32..",
                        ROOT + "cli..")
                .because("model, tap, filter and wire are the lowest layer")
                .check(MAIN);
    }

    @Test
    void mechanismsKnowNothingOfEachOther() {
        slices().matching(ROOT + "mechanism.(*)..")
                .should()
                .notDependOnEachOther()
                .because("adding or removing a mechanism touches one folder")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void mechanismsKnowNothingOfWhereRecordsGo() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "mechanism..", ROOT + "relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "outbox..", ROOT + "uplink..", ROOT + "control..", ROOT + "wire..", ROOT + "cli..")
                .because("a tap writes to a Recorder and nothing else")
                .check(MAIN);
    }

    @Test
    void nativeBindingsKnowNothingOfMechanisms() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "linux..", ROOT + "win32..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "outbox..")
                        .or(resideInAPackage(ROOT + "control.."))
                        .or(resideInAPackage(ROOT + "wire.."))
                        .or(resideInAPackage(ROOT + "cli..")))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void modelDoesNoInputOrOutput() {
        classes()
                .that()
                .resideInAPackage(ROOT + "model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "model..", "java.lang..", "java.util..", "java.nio", "java.time..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void noFileIsLongerThanAPersonReads() throws IOException {
        TreeMap<String, Integer> tooLong = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                int lines = Files.readAllLines(source, StandardCharsets.UTF_8).size();
                if (lines > MAX_LINES) {
                    tooLong.put(source.toString(), lines);
                }
            }
        }
        assertThat(tooLong).as("files of more than %d lines", MAX_LINES).isEmpty();
    }
}
