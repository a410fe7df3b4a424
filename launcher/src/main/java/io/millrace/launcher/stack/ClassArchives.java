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

    private static final int ATTEMPTS = 5;

    private final DataFolder data;
    private final LiveStatus live;

    ClassArchives(DataFolder data, LiveStatus live) {
        this.data = data;
        this.live = live;
    }

    @Override
    public void run() {
        try {
            Thread.sleep(CALM.toMillis());
            List<String> missing = SERVICES;
            for (int attempt = 1; attempt <= ATTEMPTS && !missing.isEmpty(); attempt++) {
                missing = missing.stream().filter(service -> !isMade(service)).toList();
                Thread.sleep(CALM.toMillis());
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    /** A process that ends meanwhile leaves none. */
    private boolean isMade(String service) {
        Optional<Long> pid = pid(service);
        return pid.isPresent()
                && ClassArchive.make(data.service(service), pid.get()).isEmpty();
    }

    private Optional<Long> pid(String service) {
        return live.snapshot().services().stream()
                .filter(status -> status.name().equals(service) && status.state() == ServiceState.HEALTHY)
                .findFirst()
                .flatMap(ServiceStatus::process)
                .map(ProcessIdentity::pid);
    }
}
