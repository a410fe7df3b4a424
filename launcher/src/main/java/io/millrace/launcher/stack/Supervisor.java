package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs the components of a stack: each as soon as what it needs is healthy, and stopped after all that use it. */
public final class Supervisor {
    /** The deadline for stopping; then processes are killed. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(14);

    private final Map<String, ComponentRunner> runners = new LinkedHashMap<>();
    private final ServiceGraph.Members members;
    private final List<Thread> threads = new ArrayList<>();
    private boolean stopped;

    public Supervisor(List<Component> components, LiveStatus live, DataFolder data) {
        for (Component component : components) {
            runners.put(component.name(), runner(component, live, data));
        }
        members = new ServiceGraph.Members(runners.keySet());
        for (ComponentRunner runner : runners.values()) {
            runner.needs(present(members.needs(runner.name())));
        }
    }

    private static ComponentRunner runner(Component component, LiveStatus live, DataFolder data) {
        return component instanceof Component.Managed managed
                ? new ProcessRunner(managed, live, data)
                : new WatchRunner((Component.External) component, live);
    }

    /** What the status shows before anything has started. */
    public static List<ServiceStatus> initial(List<Component> components) {
        return components.stream()
                .map(component -> ServiceStatus.waiting(component.name(), component.url()))
                .toList();
    }

    /**
     * Starts everything; returns when all is healthy.
     *
     * @throws StartFailure if one does not come up; the caller then stops the rest
     */
    public void start() throws InterruptedException {
        synchronized (this) {
            if (stopped) {
                return;
            }
            for (ComponentRunner runner : runners.values()) {
                Thread thread = new Thread(runner, runner.name());
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }
        CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();
        CompletableFuture<?>[] all = runners.values().stream()
                .map(runner -> runner.started().whenComplete((done, error) -> {
                    if (error != null) {
                        failure.completeExceptionally(error);
                    }
                }))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.anyOf(CompletableFuture.allOf(all), failure).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailure startFailure) {
                throw startFailure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Stops everything, in reverse order, within 15 s. Repeatable; a second caller waits for the first. */
    public synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        threads.forEach(Thread::interrupt);
        long begin = System.nanoTime();
        Map<String, CompletableFuture<@Nullable Void>> ends = new LinkedHashMap<>();
        for (String name : members.stopOrder()) {
            ComponentRunner runner = requireNonNull(runners.get(name));
            CompletableFuture<?>[] users = members.usedBy(name).stream()
                    .map(ends::get)
                    .filter(Objects::nonNull)
                    .toArray(CompletableFuture[]::new);
            Duration limit = limit(name);
            ends.put(
                    name,
                    CompletableFuture.allOf(users)
                            .thenRunAsync(() -> runner.stop(left(begin, limit)), Supervisor::inThread));
        }
        CompletableFuture.allOf(ends.values().toArray(new CompletableFuture<?>[0]))
                .join();
    }

    /** Services that others use stop later, and so have their share of the time at the end. */
    private Duration limit(String name) {
        int depth = depth(name);
        return STOP_LIMIT.multipliedBy(depth + 2).dividedBy(5).compareTo(STOP_LIMIT) > 0
                ? STOP_LIMIT
                : STOP_LIMIT.multipliedBy(depth + 2).dividedBy(5);
    }

    private int depth(String name) {
        return members.usedBy(name).stream()
                .mapToInt(user -> depth(user) + 1)
                .max()
                .orElse(0);
    }

    private static Duration left(long begin, Duration limit) {
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        Duration least = Duration.ofSeconds(1);
        return left.compareTo(least) < 0 ? least : left;
    }

    private static void inThread(Runnable task) {
        new Thread(task, "stop").start();
    }

    private List<ComponentRunner> present(Set<String> names) {
        return names.stream().map(runners::get).filter(Objects::nonNull).toList();
    }
}
