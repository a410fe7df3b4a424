package io.millrace.launcher;

import io.millrace.launcher.command.DeadLettersCommand;
import io.millrace.launcher.command.DemoCommand;
import io.millrace.launcher.command.DoctorCommand;
import io.millrace.launcher.command.DownCommand;
import io.millrace.launcher.command.LogsCommand;
import io.millrace.launcher.command.PauseCommand;
import io.millrace.launcher.command.PrepareCommand;
import io.millrace.launcher.command.RecordsCommand;
import io.millrace.launcher.command.ResumeCommand;
import io.millrace.launcher.command.ResyncCommand;
import io.millrace.launcher.command.SqlCommand;
import io.millrace.launcher.command.StatusCommand;
import io.millrace.launcher.command.UpCommand;
import io.millrace.launcher.command.VerifyCommand;
import io.millrace.launcher.command.WaitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./millrace …}. */
@Command(
        name = "millrace",
        description = "Keeps a ClickHouse warehouse equal to a Postgres database, in well under a second.",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "  test    runs every test of the project: Java, web, browser, whole chain",
            "  bench   measures a running stack (see `millrace bench --help`)",
            "",
            "Exit status: 0 success, 1 failure, 2 wrong usage."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            WaitCommand.class,
            VerifyCommand.class,
            DeadLettersCommand.class,
            ResyncCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            SqlCommand.class,
            RecordsCommand.class,
            LogsCommand.class,
            PrepareCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        CommandLine commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler((error, command, parsed) -> {
            System.err.println("millrace: " + (error.getMessage() == null ? error.toString() : error.getMessage()));
            return 1;
        });
        System.exit(commands.execute(args));
    }
}
