package io.millrace.controller.request;

import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The comparisons that were asked for and are not over: one at a time, for each takes memory. Not thread-safe. */
final class VerificationRequests implements AutoCloseable {
    private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(2).toNanos();

    private final Config config;
    private final Lease lease;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable OpenRequest current;
    private @Nullable RequestedVerification job;
    private long lineAt;

    private record Waiting(OpenRequest request, boolean interruptedBefore) {}

    VerificationRequests(Config config, Lease lease) {
        this.config = config;
        this.lease = lease;
    }

    /** @param interruptedBefore whether an earlier process may have recorded a part of it */
    void add(OpenRequest request, boolean interruptedBefore) {
        if (config.warehouse().url().isEmpty()) {
            request.failed("there is no warehouse to compare with: set warehouse.url");
            return;
        }
        waiting.add(new Waiting(request, interruptedBefore));
    }

    void step() {
        OpenRequest request = current;
        RequestedVerification running = job;
        if (request != null && running != null) {
            follow(request, running);
        }
        if (job == null && !waiting.isEmpty()) {
            Waiting next = waiting.removeFirst();
            RequestedVerification begun =
                    new RequestedVerification(config, next.request().request(), next.interruptedBefore(), lease);
            current = next.request();
            job = begun;
            next.request().running(next.request().request().tables(), List.of(), "");
            begun.start();
        }
    }

    private void follow(OpenRequest request, RequestedVerification running) {
        if (!running.isOver()) {
            long now = System.nanoTime();
            if (now - lineAt > BETWEEN_LINES_NANOS) {
                lineAt = now;
                request.running(tables(request, running), List.of(), running.progress());
            }
            return;
        }
        request.running(tables(request, running), List.of(), running.progress());
        Optional<String> failure = running.failure();
        if (failure.isPresent()) {
            request.failed(failure.get());
        } else {
            request.done(running.progress());
        }
        current = null;
        job = null;
    }

    private static List<String> tables(OpenRequest request, RequestedVerification running) {
        return running.tables().isEmpty() ? request.request().tables() : running.tables();
    }

    /** Breaks off what runs; another process begins it again. */
    @Override
    public void close() {
        RequestedVerification running = job;
        if (running != null) {
            try {
                running.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
