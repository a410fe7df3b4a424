package io.millrace.bench;

import static java.util.Objects.requireNonNull;

import io.millrace.bench.command.AllCommand;
import io.millrace.bench.command.FootprintCommand;
import io.millrace.bench.command.JmhCommand;
import io.millrace.bench.command.LatencyCommand;
import io.millrace.bench.command.MixCommand;
import io.millrace.bench.command.ModelCommand;
import io.millrace.bench.command.PeerCommand;
import io.millrace.bench.command.PlotCommand;
import io.millrace.bench.command.ReadsCommand;
import io.millrace.bench.command.ScaleCommand;
import io.millrace.bench.command.SnapshotCommand;
import io.millrace.bench.command.ThroughputCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./millrace bench …}. */
@Command(
        name = "bench",
        description = "Measures a running stack; results go to stdout, progress to stderr.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LatencyCommand.class,
            ThroughputCommand.class,
            SnapshotCommand.class,
            MixCommand.class,
            FootprintCommand.class,
            AllCommand.class,
            PeerCommand.class,
            ReadsCommand.class,
            ScaleCommand.class,
            PlotCommand.class,
            ModelCommand.class,
            JmhCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var commands = commands();
        commands.setExecutionExceptionHandler((e, command, parsed) -> {
            System.err.println("millrace: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return 1;
        });
        System.exit(commands.execute(args));
    }

    static CommandLine commands() {
        var commands = new CommandLine(new Main());
        // Unknown options are passed to JMH.
        requireNonNull(commands.getSubcommands().get("jmh"), "there is no command jmh")
                .setUnmatchedOptionsArePositionalParams(true);
        return commands;
    }
}
