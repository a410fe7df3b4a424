package io.millrace.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./millrace bench …}. */
@Command(
        name = "bench",
        description = "Measures a running stack; results go to stdout, progress to stderr.",
        mixinStandardHelpOptions = true,
        subcommands = LatencyCommand.class)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler((e, command, parsed) -> {
            System.err.println("millrace: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return 1;
        });
        System.exit(commands.execute(args));
    }
}
