package io.millrace.pipeline.executor;

import io.millrace.core.event.StreamPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The executors that run, how many task slots they have, and what each has reported last. Thread-safe. */
public final class ExecutorReports {
    /** An executor that has been silent for so long has a problem: reports come once a second. */
    static final Duration SILENT = Duration.ofSeconds(10);

    private final Map<String, Executor> executors = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /**
     * An executor that is registered.
     *
     * @param heardAt when it was heard of last, by the clock
     */
    private record Executor(String host, int slots, Optional<ExecutorReport> report, String metrics, long heardAt) {}

    /** @param nanos the clock, as {@link System#nanoTime()} */
    ExecutorReports(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Adds an executor that has registered at the driver. */
    void registered(String id, String host, int slots) {
        executors.put(id, new Executor(host, slots, Optional.empty(), "", nanos.getAsLong()));
    }

    /** Forgets an executor that is gone. */
    void removed(String id) {
        executors.remove(id);
    }

    /** Takes a report; one of an executor that is gone is ignored. */
    void reported(ExecutorReport report) {
        executors.computeIfPresent(
                report.executor(),
                (id, known) -> new Executor(
                        known.host(),
                        known.slots(),
                        Optional.of(report),
                        report.metrics() == null ? known.metrics() : report.metrics(),
                        nanos.getAsLong()));
    }

    /** How many tasks all executors run at a time. */
    public int slots() {
        return executors.values().stream().mapToInt(Executor::slots).sum();
    }

    /** How many executors are registered. */
    public int count() {
        return executors.size();
    }

    /** Why a writer has stopped for good, and which; empty while all run. */
    public Optional<String> failure() {
        return first(report -> report.failure() == null ? null : report.name() + ": " + report.failure());
    }

    /** What a writer retries, or which executor is silent; empty while all is well. */
    public Optional<String> problem() {
        Optional<String> problem =
                first(report -> report.problem() == null ? null : report.name() + ": " + report.problem());
        return problem.isPresent() ? problem : silent();
    }

    private Optional<String> silent() {
        long now = nanos.getAsLong();
        for (Map.Entry<String, Executor> one : new TreeMap<>(executors).entrySet()) {
            long age = now - one.getValue().heardAt();
            if (age > SILENT.toNanos()) {
                return Optional.of(
                        "executor " + one.getKey() + " on " + one.getValue().host() + " has not reported for "
                                + Duration.ofNanos(age).toSeconds() + " s");
            }
        }
        return Optional.empty();
    }

    private interface Fact {
        @org.jspecify.annotations.Nullable String of(ExecutorReport report);
    }

    private Optional<String> first(Fact fact) {
        return new TreeMap<>(executors)
                .values().stream()
                        .flatMap(executor -> executor.report().stream())
                        .flatMap(report -> Optional.ofNullable(fact.of(report)).stream())
                        .findFirst();
    }

    /** Whether a task has opened a writer on any executor. */
    public boolean isOpen() {
        return executors.values().stream()
                .anyMatch(executor ->
                        executor.report().filter(ExecutorReport::open).isPresent());
    }

    /** The last record of each partition that was submitted to a writer. A partition that has moved is further at its new place. */
    public Map<Integer, StreamPosition> lastRead() {
        Map<Integer, StreamPosition> last = new HashMap<>();
        executors.values().stream()
                .flatMap(executor -> executor.report().stream())
                .flatMap(report -> report.lastRead().stream())
                .forEach(read -> last.merge(
                        read.partition(),
                        read.position(),
                        (one, other) -> one.offset() >= other.offset() ? one : other));
        return last;
    }

    /** The metrics that each executor has sent last, by its id. */
    public Map<String, String> metrics() {
        Map<String, String> metrics = new TreeMap<>();
        executors.forEach((id, executor) -> metrics.put(id, executor.metrics()));
        return metrics;
    }
}
