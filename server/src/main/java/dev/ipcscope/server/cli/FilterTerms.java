package dev.ipcscope.server.cli;

import dev.ipcscope.agent.filter.FilterHelp;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Puts the filter language behind the {@code --help} of the commands that take a filter. */
final class FilterTerms {

    private static final int WIDTH = 100;

    private FilterTerms() {}

    static void explainIn(CommandLine command) {
        command.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> help.footer() + System.lineSeparator() + table(help));
    }

    private static String table(CommandLine.Help help) {
        Map<String, String> terms = new LinkedHashMap<>();
        FilterHelp.terms().forEach(term -> terms.put("  " + term.name(), term.help()));
        TextTable rules = TextTable.forColumns(help.colorScheme(), new Column(WIDTH, 2, Column.Overflow.WRAP));
        FilterHelp.rules().forEach(rule -> rules.addRowValues("- " + rule));
        return "Terms of a filter:%n%sRules:%n%s".formatted(help.createTextTable(terms), rules);
    }
}
