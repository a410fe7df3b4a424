package io.millrace.launcher.state;

import io.millrace.local.ProcessIdentity;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the whole stack.
 *
 * @param launcher the launcher's process; empty when none runs
 * @param command which command started it: {@code demo} or {@code up}
 * @param services in the order of the chain
 */
public record StackStatus(Optional<ProcessIdentity> launcher, String command, List<ServiceStatus> services) {
    public StackStatus {
        services = List.copyOf(services);
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
