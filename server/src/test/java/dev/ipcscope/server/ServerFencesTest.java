package dev.ipcscope.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The borders of server, web and samples: which may use which. */
class ServerFencesTest {

    private static final int MAX_LINES = 300;
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ipcscope");

    @Test
    void theServerMakesNoNativeCalls() {
        noClasses()
                .that()
                .resideInAPackage("dev.ipcscope.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("native calls are the agent's")
                .check(MAIN);
    }

    @Test
    void sqlStandsOnlyInTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ipcscope.server.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .because("whoever wants messages asks a MessageStore")
                .check(MAIN);
    }

    @Test
    void theWebModuleDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("dev.ipcscope.web..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "java.net..", "java.nio.file..", "io.javalin..")
                        .and(not(belongToAnyOf(URI.class, URLEncoder.class, URLDecoder.class))))
                .allowEmptyShould(true)
                .because("views are made of values that the server hands in")
                .check(MAIN);
    }

    @Test
    void theWebModuleKnowsNeitherStoreNorServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.ipcscope.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ipcscope.server..")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void theAgentKnowsNeitherWebNorServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.ipcscope.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.ipcscope.server..", "dev.ipcscope.web..", "dev.ipcscope.samples..")
                .because("the agent is the lowest module and ships alone")
                .check(MAIN);
    }

    @Test
    void noFileIsLongerThanAPersonReads() throws IOException {
        TreeMap<String, Integer> tooLong = new TreeMap<>();
        for (String module : List.of("../server", "../web", "../samples")) {
            Path folder = Path.of(module, "src/main/java");
            if (Files.isDirectory(folder)) {
                collectTooLong(folder, tooLong);
            }
        }
        assertThat(tooLong).as("files of more than %d lines", MAX_LINES).isEmpty();
    }

    private static void collectTooLong(Path folder, Map<String, Integer> tooLong) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(source, StandardCharsets.UTF_8).size();
                if (lines > MAX_LINES) {
                    tooLong.put(source.toString(), lines);
                }
            }
        }
    }
}
