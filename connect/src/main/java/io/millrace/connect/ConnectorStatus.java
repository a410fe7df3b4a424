package io.millrace.connect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of a connector as Connect reports it.
 *
 * <p>It is what was last written into the status topic: after a crash of the worker it says {@code RUNNING} until the
 * group has rebalanced and the tasks have started. Whether changes flow shows in the replication slot's {@code active}.
 *
 * @param connector the connector itself
 * @param tasks its tasks, one for Postgres; none while the connector starts or is stopped
 */
public record ConnectorStatus(Part connector, List<Part> tasks) {
    public ConnectorStatus {
        tasks = List.copyOf(tasks);
    }

    /**
     * @param state its state
     * @param worker the worker that runs it, {@code host:port}
     * @param trace the stack trace where it has failed, else empty
     */
    public record Part(State state, String worker, String trace) {}

    /** The states of Connect; {@code OTHER} for those of later versions. */
    public enum State {
        UNASSIGNED,
        RUNNING,
        PAUSED,
        STOPPED,
        FAILED,
        RESTARTING,
        DESTROYED,
        OTHER;

        static State of(String name) {
            String upper = name.toUpperCase(Locale.ROOT);
            return Stream.of(values())
                    .filter(state -> state.name().equals(upper))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** Whether the connector and all its tasks are reported as running. */
    public boolean running() {
        return connector.state() == State.RUNNING
                && !tasks.isEmpty()
                && tasks.stream().allMatch(task -> task.state() == State.RUNNING);
    }

    /** Whether it is stopped, as while it is given another position; one that was paused is not. */
    public boolean stopped() {
        return connector.state() == State.STOPPED;
    }

    /** Whether someone has paused or stopped it. */
    public boolean paused() {
        return connector.state() == State.PAUSED || connector.state() == State.STOPPED;
    }

    /** Whether the connector or a task has failed, so that {@link ConnectClient#restartFailed} makes sense. */
    public boolean failed() {
        return Stream.concat(Stream.of(connector), tasks.stream()).anyMatch(part -> part.state() == State.FAILED);
    }

    /** The root cause of the first failure in one line; empty if nothing has failed. */
    public Optional<String> cause() {
        return Stream.concat(Stream.of(connector), tasks.stream())
                .filter(part -> part.state() == State.FAILED)
                .map(Part::trace)
                .map(ConnectorStatus::rootCause)
                .findFirst();
    }

    private static String rootCause(String trace) {
        String last = trace.lines().findFirst().orElse("unknown");
        for (String line : trace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                last = line.substring("Caused by: ".length());
            }
        }
        return last;
    }
}
