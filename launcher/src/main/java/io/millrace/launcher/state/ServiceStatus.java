package io.millrace.launcher.state;

import io.millrace.local.process.ProcessIdentity;
import java.util.Optional;

/**
 * The known state of one service.
 *
 * @param name its name
 * @param state its state
 * @param process its process; empty when none of ours
 * @param url how clients reach it
 * @param detail more on the state, for display; may be empty
 * @param seconds how long it took to become healthy; 0 until then
 * @param restarts how often it was started again
 */
public record ServiceStatus(
        String name,
        ServiceState state,
        Optional<ProcessIdentity> process,
        String url,
        String detail,
        double seconds,
        int restarts) {

    public static ServiceStatus waiting(String name, String url) {
        return new ServiceStatus(name, ServiceState.WAITING, Optional.empty(), url, "", 0, 0);
    }

    public ServiceStatus with(ServiceState newState, String newDetail) {
        return new ServiceStatus(name, newState, process, url, newDetail, seconds, restarts);
    }

    public ServiceStatus with(Optional<ProcessIdentity> newProcess) {
        return new ServiceStatus(name, state, newProcess, url, detail, seconds, restarts);
    }

    public ServiceStatus healthyAfter(double newSeconds) {
        return new ServiceStatus(name, ServiceState.HEALTHY, process, url, "", newSeconds, restarts);
    }

    public ServiceStatus restarting(String newDetail) {
        return new ServiceStatus(
                name, ServiceState.RESTARTING, Optional.empty(), url, newDetail, seconds, restarts + 1);
    }
}
