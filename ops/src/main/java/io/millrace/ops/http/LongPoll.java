package io.millrace.ops.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Requests that wait for an end. Each holds a thread of the server: more of them than allowed are answered without waiting. */
public final class LongPoll {
    /** The most that a request may ask for. */
    public static final int MOST_MILLIS = 25_000;

    private final Semaphore places;
    private final long pauseMillis;

    /**
     * @param places how many may wait at a time
     * @param pause from one look to the next
     */
    public LongPoll(int places, Duration pause) {
        this.places = new Semaphore(places);
        this.pauseMillis = pause.toMillis();
    }

    /**
     * Looks until the end, or until the time is over.
     *
     * @param waitMillis 0 to look once
     * @return what was seen last
     */
    public <T> T until(Predicate<T> ended, int waitMillis, Supplier<T> look) throws InterruptedException {
        T seen = look.get();
        if (waitMillis == 0 || ended.test(seen) || !places.tryAcquire()) {
            return seen;
        }
        try {
            long end = System.nanoTime() + waitMillis * 1_000_000L;
            while (!ended.test(seen) && System.nanoTime() < end) {
                Thread.sleep(pauseMillis);
                seen = look.get();
            }
            return seen;
        } finally {
            places.release();
        }
    }
}
