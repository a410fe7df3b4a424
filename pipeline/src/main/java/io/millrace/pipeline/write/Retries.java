package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries: what the warehouse says is retryable and Kafka's failures forever, unexpected failures a few times. Logs
 * once at the start and once at recovery.
 */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int UNFORESEEN = 3;

    /** Sleeps; replaced in tests. */
    interface Pause {
        Pause REAL = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

        void sleep(Duration duration) throws InterruptedException;
    }

    private final WriterState state;
    private final WriterMetrics metrics;
    private final Pause pause;

    Retries(WriterState state, WriterMetrics metrics, Pause pause) {
        this.state = state;
        this.metrics = metrics;
        this.pause = pause;
    }

    void run(String doing, Runnable step) {
        boolean unused = call(doing, () -> {
            step.run();
            return true;
        });
    }

    /**
     * @param doing the operation, for display: {@code write to public.orders}
     * @throws WarehouseException if the failure is not retryable
     * @throws OutdatedPlanException at once
     * @throws RuntimeException the unexpected failure after all retries
     */
    <T> T call(String doing, Supplier<T> step) {
        return call(doing, false, step);
    }

    /** @param oneRow whether a failure would be attributed to a single row: if doubtful, it must occur again */
    <T> T call(String doing, boolean oneRow, Supplier<T> step) {
        Duration wait = FIRST;
        for (int attempt = 1; ; attempt++) {
            try {
                T result = step.get();
                if (attempt > 1) {
                    state.recovered(doing);
                    LOG.info("Recovered: {} succeeded at attempt {}.", doing, attempt);
                }
                return result;
            } catch (RuntimeException e) {
                if (!isWorthARetry(e, oneRow, attempt)) {
                    if (attempt > 1) {
                        state.recovered(doing);
                    }
                    throw e;
                }
                report(doing, doing + " failed, retrying: " + what(e), attempt);
            }
            sleep(wait);
            wait = longer(wait);
        }
    }

    /** Waits as after a failure, for what is tried again in another way: not before the second time. */
    void pause(int failures) {
        Duration wait = FIRST;
        for (int i = 1; i < failures; i++) {
            wait = longer(wait);
        }
        if (failures > 0) {
            sleep(wait);
        }
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    private void report(String doing, String problem, int attempt) {
        metrics.retried();
        state.degraded(doing, problem);
        if (attempt == 1) {
            LOG.warn("{}", problem);
        }
    }

    private static boolean isWorthARetry(RuntimeException e, boolean oneRow, int attempt) {
        if (e instanceof Stopped || e instanceof OutdatedPlanException) {
            return false;
        }
        if (e instanceof WarehouseException warehouse) {
            return warehouse.code().action() == Action.RETRY
                    || (oneRow && warehouse.isDoubtful() && attempt <= UNFORESEEN);
        }
        return e instanceof LogException || attempt <= UNFORESEEN;
    }

    private static String what(RuntimeException e) {
        boolean foreseen = e instanceof WarehouseException || e instanceof LogException;
        return foreseen ? String.valueOf(e.getMessage()) : Failures.trace(e);
    }

    private void sleep(Duration wait) {
        try {
            pause.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    /** The writer is closing: what is not durable stays in the log. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super("the writer is closing");
        }
    }
}
