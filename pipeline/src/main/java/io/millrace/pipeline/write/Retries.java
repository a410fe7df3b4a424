package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what can be repeated until it is done: what the warehouse says is worth a retry, and Kafka's failures, for ever;
 * what nobody foresaw, a few times. Says so once when it begins and once when it is over.
 */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int UNFORESEEN = 3;

    /** Waits; tests need not. */
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
     * @param doing what is done, for people: {@code write to public.orders}
     * @throws io.millrace.core.warehouse.WarehouseException where the failure is not for retrying
     * @throws RuntimeException the unforeseen failure that came again and again
     */
    <T> T call(String doing, Supplier<T> step) {
        return call(doing, false, step);
    }

    /** @param oneRow whether a failure would be taken for the fault of one row: where that is in doubt, it has to come again */
    <T> T call(String doing, boolean oneRow, Supplier<T> step) {
        Duration wait = FIRST;
        for (int attempt = 1; ; attempt++) {
            try {
                T result = step.get();
                if (attempt > 1) {
                    state.well(doing);
                    LOG.info("Goes on: could {} at attempt {}.", doing, attempt);
                }
                return result;
            } catch (RuntimeException e) {
                if (!isWorthARetry(e, oneRow, attempt)) {
                    if (attempt > 1) {
                        state.well(doing);
                    }
                    throw e;
                }
                tell(doing, "could not " + doing + ", tries again: " + what(e), attempt);
            }
            sleep(wait);
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
    }

    private void tell(String doing, String trouble, int attempt) {
        metrics.retried();
        state.hindered(doing, trouble);
        if (attempt == 1) {
            LOG.warn("{}", trouble);
        }
    }

    private static boolean isWorthARetry(RuntimeException e, boolean oneRow, int attempt) {
        if (e instanceof Stopped) {
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
