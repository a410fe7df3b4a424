package io.millrace.launcher;

import io.millrace.cli.command.Commands;
import io.millrace.launcher.command.DemoCommand;
import io.millrace.launcher.command.DownCommand;
import io.millrace.launcher.command.LogsCommand;
import io.millrace.launcher.command.PrepareCommand;
import io.millrace.launcher.command.PrintedStatus;
import io.millrace.launcher.command.RecordsCommand;
import io.millrace.launcher.command.UpCommand;
import java.util.Map;
import picocli.CommandLine;

/** {@code ./millrace …}: the commands that act on a running Millrace, and those that run one on this machine. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commands(System.getenv()).execute(args));
    }

    /** All commands, for the environment of a process. */
    public static CommandLine commands(Map<String, String> environment) {
        CommandLine root = Commands.root(environment)
                .addSubcommand(new DemoCommand())
                .addSubcommand(new UpCommand())
                .addSubcommand(new DownCommand());
        Commands.add(root, new PrintedStatus())
                .addSubcommand(new RecordsCommand())
                .addSubcommand(new LogsCommand())
                .addSubcommand(new PrepareCommand());
        root.getCommandSpec()
                .usageMessage()
                .footer(footer(root.getCommandSpec().usageMessage().footer()));
        return Commands.finish(root);
    }

    /** What the script {@code millrace} does itself. */
    private static String[] footer(String[] given) {
        String[] footer = new String[given.length + 3];
        footer[0] = "";
        footer[1] = "  test    runs every test of the project: Java, web, browser, whole pipeline";
        footer[2] = "  bench   measures a running stack (see `millrace bench --help`)";
        System.arraycopy(given, 0, footer, 3, given.length);
        return footer;
    }
}
