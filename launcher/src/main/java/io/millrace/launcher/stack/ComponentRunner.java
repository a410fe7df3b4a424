package io.millrace.launcher.stack;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Starts one component and keeps it running, in a thread of its own, until {@link #stop}. */
abstract class ComponentRunner implements Runnable {
    static final Duration CHECK_EVERY = Duration.ofSeconds(5);

    final LiveStatus live;
    private final Component component;
    private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
    private List<ComponentRunner> needs = List.of();
    private volatile boolean stopping;

    ComponentRunner(Component component, LiveStatus live) {
        this.component = component;
        this.live = live;
    }

    final String name() {
        return component.name();
    }

    /** What must have started before this starts. */
    final void needs(List<ComponentRunner> runners) {
        needs = List.copyOf(runners);
    }

    /** Completes when it is healthy for the first time; fails with {@link StartFailure}. */
    final CompletableFuture<@Nullable Void> started() {
        return started;
    }

    final boolean stopping() {
        return stopping;
    }

    @Override
    public final void run() {
        try {
            for (ComponentRunner need : needs) {
                need.started.get();
            }
            keepUpAnyhow();
        } catch (InterruptedException e) {
            // stopped
        } catch (ExecutionException e) {
            // A dependency did not start, which is reported there.
        } catch (RuntimeException e) {
            failToStart(name() + ": " + e.getMessage(), List.of());
        }
    }

    /** A failure of supervision must not end it. */
    private void keepUpAnyhow() throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try {
                keepUp(begin);
                return;
            } catch (RuntimeException | Error e) {
                if (!started.isDone()) {
                    throw e;
                }
                show(Optional.of("its supervision has failed and restarts: " + e));
                Thread.sleep(CHECK_EVERY.toMillis());
                begin = System.nanoTime();
            }
        }
    }

    /** Runs until interrupted. */
    abstract void keepUp(long begin) throws InterruptedException;

    /** Stops the process within the time; what that has started gets the rest of it to end. */
    abstract void end(Duration patience);

    final void stop(Duration patience) {
        stopping = true;
        end(patience);
    }

    final void failToStart(String message, List<String> log) {
        started.completeExceptionally(new StartFailure(message, log));
    }

    final void startedNow() {
        started.complete(null);
    }

    /** Shows the result of a later check, unless the service is starting, restarting or stopping. */
    final void show(Optional<String> problem) {
        live.update(component.name(), status -> switch (status.state()) {
            case HEALTHY, UNHEALTHY ->
                problem.isPresent()
                        ? status.with(ServiceState.UNHEALTHY, problem.get())
                        : status.with(ServiceState.HEALTHY, component.detail());
            default -> status;
        });
    }
}
