package io.millrace.bench.measure;

import io.millrace.bench.system.BenchException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs the action that starts a drain on its own thread: changes can land before it returns. */
final class StartCommand {
    private final CompletableFuture<Double> seconds = new CompletableFuture<>();

    /** The start of a drain. */
    @FunctionalInterface
    interface Start {
        void run() throws InterruptedException;
    }

    /** Starts immediately. */
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

    /** Waits until it returns; the duration in seconds. */
    double await() throws InterruptedException {
        try {
            return seconds.get();
        } catch (ExecutionException e) {
            throw new BenchException("the drain could not be started: " + e.getCause(), e);
        }
    }

    /** @throws BenchException if it has failed */
    void requireNoFailure() throws InterruptedException {
        if (seconds.isCompletedExceptionally()) {
            double unused = await();
        }
    }
}
