package io.millrace.cli.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Builds the command line. */
public final class Commands {
    private Commands() {}

    /** The root without commands: who adds some decides their order in its help. */
    public static CommandLine root(Map<String, String> environment) {
        return new CommandLine(new RootCommand(environment));
    }

    /** All commands of this module, for a Millrace that runs anywhere. */
    public static CommandLine remote(Map<String, String> environment) {
        return finish(add(root(environment), null));
    }

    /**
     * Adds the commands of this module.
     *
     * @param localStatus null: {@code status} asks ops of the stack on this machine, too
     */
    public static CommandLine add(CommandLine root, @Nullable LocalStatus localStatus) {
        return root.addSubcommand(new StatusCommand(localStatus))
                .addSubcommand(new WaitCommand())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(new ResyncCommand())
                .addSubcommand(new DeadLettersCommand())
                .addSubcommand(new PauseCommand())
                .addSubcommand(new ResumeCommand())
                .addSubcommand(new PartitionsCommand())
                .addSubcommand(new SqlCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new CompletionCommand());
    }

    /** Failures become one line on stderr and exit status 1. What runs on this machine refuses {@code --ops}. */
    public static CommandLine finish(CommandLine root) {
        root.setExecutionStrategy(parsed -> {
            requireNoOps(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        root.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("millrace: " + text(error));
            command.getErr().flush();
            return 1;
        });
        return root;
    }

    private static void requireNoOps(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandSpec command = last.commandSpec();
        if (command.findOption("--ops") == null
                && (parsed.hasMatchedOption("--ops") || parsed.hasMatchedOption("--token"))) {
            throw new ParameterException(
                    command.commandLine(),
                    "`" + command.name() + "` acts on this machine alone: leave out --ops and --token");
        }
    }

    private static String text(Exception error) {
        if (error instanceof InterruptedException) {
            return "interrupted";
        }
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }
}
