package io.millrace.launcher.stack;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.local.ClassArchive;
import io.millrace.local.ProcessIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes, while the stack runs, what lets its services start faster the next time: one after the other, when all is calm. */
final class ClassArchives implements Runnable {
    /** A stack that is gone before was not meant to stay. */
    private static final Duration CALM = Duration.ofSeconds(20);

    /** Those that take long to start; the embedded ClickHouse does not, and its engine has signal handlers of its own. */
    private static final List<String> SERVICES =
            List.of(ServiceGraph.PIPELINE, ServiceGraph.CONNECT, ServiceGraph.KAFKA, ServiceGraph.OPS);

    private final DataFolder data;
    private final LiveStatus live;

    ClassArchives(DataFolder data, LiveStatus live) {
        this.data = data;
        this.live = live;
    }

    @Override
    public void run() {
        try {
            for (String service : SERVICES) {
                Thread.sleep(CALM.toMillis());
                pid(service)
                        .ifPresent(pid -> ClassArchive.make(data.service(service), pid)
                                .ifPresent(reason -> System.err.println(
                                        "no class archive of " + service + ", which starts as before: " + reason)));
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private Optional<Long> pid(String service) {
        return live.snapshot().services().stream()
                .filter(status -> status.name().equals(service) && status.state() == ServiceState.HEALTHY)
                .findFirst()
                .flatMap(ServiceStatus::process)
                .map(ProcessIdentity::pid);
    }
}
