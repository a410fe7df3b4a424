package io.millrace.cli;

import io.millrace.cli.command.Commands;

/** {@code millrace …} without the launcher: what acts on a Millrace that runs somewhere. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.remote(System.getenv()).execute(args));
    }
}
