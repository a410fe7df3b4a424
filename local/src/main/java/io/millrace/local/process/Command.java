package io.millrace.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command line to run as a service.
 *
 * @param arguments program and arguments
 * @param environment added to the one of this process
 * @param directory where it runs
 * @param stopSignal asks it to stop cleanly: {@code TERM} or {@code INT} (to Postgres, TERM means to wait for clients)
 */
public record Command(List<String> arguments, Map<String, String> environment, Path directory, String stopSignal) {
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
