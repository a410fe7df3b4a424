package io.millrace.bench.measure;

import io.millrace.bench.system.BenchException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What begins a drain, on a thread of its own: changes can land before it has returned. */
final class StartCommand {
    private final CompletableFuture<Double> seconds = new CompletableFuture<>();

    /** The start of a drain. */
    @FunctionalInterface
    interface Start {
        void run() throws InterruptedException;
    }

    /** Begins at once. */
    StartCommand(Start start) {
        long begun = System.nanoTime();
        new Thread(
                        () -> {
                            try {
                                start.run();
                                seconds.complete(Waiting.seconds(begun));
                            } catch (InterruptedException | RuntimeException e) {
                                seconds.completeExceptionally(e);
                            }
                        },
                        "start-command")
                .start();
    }

    /** Returns when it has returned: how many seconds it took. */
    double await() throws InterruptedException {
        try {
            return seconds.get();
        } catch (ExecutionException e) {
            throw new BenchException("the drain could not be started: " + e.getCause(), e);
        }
    }

    /** @throws BenchException where it has failed by now */
    void requireNoFailure() throws InterruptedException {
        if (seconds.isCompletedExceptionally()) {
            double unused = await();
        }
    }
}
