package io.millrace.e2e.reference;

import io.millrace.launcher.Main;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/reference/cli.md}. */
final class CliPage {
    private CliPage() {}

    /** All commands that are not hidden, in the order of their names. */
    static String commands() {
        StringBuilder text = new StringBuilder();
        append(text, Main.commands(Map.of()));
        return text.toString();
    }

    private static void append(StringBuilder text, CommandLine command) {
        new TreeMap<>(command.getSubcommands())
                .values().stream()
                        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                        .forEach(sub -> {
                            append(text, sub.getCommandSpec(), sub);
                            append(text, sub);
                        });
    }

    private static void append(StringBuilder text, CommandSpec spec, CommandLine command) {
        text.append("## `").append(spec.qualifiedName()).append("`\n\n");
        text.append(lines(spec.usageMessage().description())).append("\n\n");
        text.append("```\n").append(synopsis(command)).append("```\n\n");
        MarkdownTable table = new MarkdownTable("option", "effect");
        int rows = 0;
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                table.row(MarkdownTable.code(parameter.paramLabel()), lines(parameter.description()));
                rows++;
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                table.row(names(option), description(option));
                rows++;
            }
        }
        if (rows > 0) {
            text.append(table).append('\n');
        }
    }

    private static String synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        return help.synopsis(0);
    }

    private static String names(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        return MarkdownTable.codes(List.of(option.names()).stream().map(name -> name + label));
    }

    private static String description(OptionSpec option) {
        String fallback = option.defaultValue() == null ? "" : option.defaultValue();
        return lines(option.description()).replace("${DEFAULT-VALUE}", fallback);
    }

    private static String lines(String[] lines) {
        return String.join(" ", lines).replace("%n", " ").replace("%%", "%").strip();
    }
}
