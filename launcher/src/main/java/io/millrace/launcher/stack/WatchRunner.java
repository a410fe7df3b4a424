package io.millrace.launcher.stack;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks what others run. */
final class WatchRunner extends ComponentRunner {
    private static final Duration POLL = Duration.ofMillis(200);
    /** An external system is there or it is not. */
    private static final Duration EXTERNAL_LIMIT = Duration.ofSeconds(15);

    private final Component.External component;

    WatchRunner(Component.External external, LiveStatus live) {
        super(external, live);
        this.component = external;
    }

    @Override
    void keepUp(long begin) throws InterruptedException {
        while (!stopping()) {
            Optional<String> problem = look();
            if (started().isDone()) {
                show(problem);
            } else if (problem.isEmpty()) {
                live.update(
                        name(),
                        status -> status.healthyAfter(status.seconds() + (System.nanoTime() - begin) / 1e9)
                                .with(ServiceState.HEALTHY, component.detail()));
                startedNow();
            } else if (System.nanoTime() - begin > EXTERNAL_LIMIT.toNanos()) {
                failToStart(name() + " (" + component.setting() + "): " + problem.get(), List.of());
                return;
            } else {
                String detail = problem.get();
                live.update(name(), status -> status.with(ServiceState.STARTING, detail));
            }
            Thread.sleep((started().isDone() ? CHECK_EVERY : POLL).toMillis());
        }
    }

    private Optional<String> look() throws InterruptedException {
        try {
            return component.check().problem();
        } catch (RuntimeException e) {
            if (!started().isDone()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void end(Duration patience) {
        live.update(name(), status -> status.with(ServiceState.STOPPED, component.detail()));
    }
}
