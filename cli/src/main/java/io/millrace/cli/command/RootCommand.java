package io.millrace.cli.command;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace …}: the root of all commands, with the options that may stand before the command as well. */
@Command(
        name = "millrace",
        description = "Keeps a ClickHouse warehouse equal to a Postgres database, in well under a second.",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "What acts on a running Millrace asks its ops API: --ops URL, or",
            "MILLRACE_OPS_URL, with the token in MILLRACE_OPS_TOKEN; without them that of",
            "the stack on this machine (--data DIR).",
            "",
            "Exit status: 0 success, 1 failure, 2 wrong usage. Results go to stdout,",
            "progress to stderr."
        })
public final class RootCommand {
    private final Map<String, String> environment;

    @Option(names = "--ops", paramLabel = "URL", description = "The ops API, as after the command.")
    private @Nullable String ops;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Its token, as after the command.")
    private @Nullable String token;

    /** @param environment variables of this process */
    public RootCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(requireNonNull(environment, "environment is null"));
    }

    /** A variable's value; null if it is not set or empty. */
    @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    @Nullable String ops() {
        return ops;
    }

    @Nullable String token() {
        return token;
    }
}
