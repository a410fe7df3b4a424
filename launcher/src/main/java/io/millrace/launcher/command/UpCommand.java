package io.millrace.launcher.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace up}. */
@Command(
        name = "up",
        description = {
            "Runs the stack for the source in millrace.yaml.",
            "Without --config: for an embedded Postgres with an empty database `app`."
        },
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    private static final String DATABASE = "app";

    @Mixin
    private StartOptions options = new StartOptions();

    @Override
    public Integer call() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(options.arguments());
        return new StackSession("up", DATABASE, false).run(options, options.config(DATABASE), arguments);
    }
}
