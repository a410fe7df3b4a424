package io.millrace.launcher.stack;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks what others run, or does a step and keeps it done. */
final class WatchRunner extends ComponentRunner {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Somebody else's system is there or it is not. */
    private static final Duration EXTERNAL_LIMIT = Duration.ofSeconds(15);

    private final Component component;
    private final Component.Check check;
    private final Duration limit;

    WatchRunner(Component.External external, LiveStatus live) {
        super(external, live);
        this.component = external;
        this.check = external.check();
        this.limit = EXTERNAL_LIMIT;
    }

    WatchRunner(Component.Step step, LiveStatus live) {
        super(step, live);
        this.component = step;
        this.check = step.keeper()::keep;
        this.limit = START_LIMIT;
    }

    @Override
    void keepUp(long begin) throws InterruptedException {
        while (!stopping()) {
            Optional<String> problem = look();
            if (started().isDone()) {
                show(problem);
            } else if (problem.isEmpty()) {
                live.update(
                        component.shownAs(),
                        status -> status.healthyAfter(status.seconds() + (System.nanoTime() - begin) / 1e9)
                                .with(ServiceState.HEALTHY, component.note()));
                startedNow();
            } else if (System.nanoTime() - begin > limit.toNanos()) {
                String setting =
                        component instanceof Component.External external ? " (" + external.setting() + ")" : "";
                failToStart(component.shownAs() + setting + ": " + problem.get(), List.of());
                return;
            } else {
                String detail = problem.get();
                live.update(component.shownAs(), status -> status.with(ServiceState.STARTING, detail));
            }
            Thread.sleep((started().isDone() ? CHECK_EVERY : POLL).toMillis());
        }
    }

    private Optional<String> look() throws InterruptedException {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            if (!started().isDone()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void end(Duration patience) {
        if (component instanceof Component.External) {
            live.update(name(), status -> status.with(ServiceState.STOPPED, component.note()));
        }
    }
}
