package io.millrace.launcher.state;

import io.millrace.local.process.ProcessIdentity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The known state of the whole stack.
 *
 * @param launcher the launcher's process; empty when none runs
 * @param command which command started it: {@code demo} or {@code up}
 * @param services in the order of the chain
 */
public record StackStatus(Optional<ProcessIdentity> launcher, String command, List<ServiceStatus> services) {
    public StackStatus {
        services = List.copyOf(services);
    }

    /** {@link #state()} and, if a killed launcher has left processes, which ones and what to do. */
    public String summary() {
        String left = services.stream()
                .flatMap(service ->
                        service.process().stream().map(process -> service.name() + " (" + process.pid() + ")"))
                .collect(Collectors.joining(", "));
        return launcher.isPresent() || left.isEmpty()
                ? state()
                : state() + ": the launcher was killed and left " + left + ". `./millrace "
                        + (command.isEmpty() ? "up" : command)
                        + "` with the same options goes on with them, `./millrace down` stops them.";
    }

    /** One word for all: healthy only when every service is. */
    public String state() {
        if (launcher.isEmpty() || services.isEmpty()) {
            return "stopped";
        }
        for (ServiceState state : List.of(
                ServiceState.STOPPING,
                ServiceState.STOPPED,
                ServiceState.RESTARTING,
                ServiceState.UNHEALTHY,
                ServiceState.STARTING,
                ServiceState.WAITING)) {
            if (services.stream().anyMatch(service -> service.state() == state)) {
                return switch (state) {
                    case STOPPING, STOPPED -> ServiceState.STOPPING.word();
                    case RESTARTING, UNHEALTHY -> ServiceState.UNHEALTHY.word();
                    default -> ServiceState.STARTING.word();
                };
            }
        }
        return ServiceState.HEALTHY.word();
    }
}
