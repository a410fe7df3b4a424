package io.millrace.launcher.stack;

import java.time.Duration;

/** Measures how long a process has not answered. */
final class Silence {
    private final long limitNanos;
    private long since;
    private boolean silent;

    Silence(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /**
     * Records a look.
     *
     * @param isSilent whether there was no answer
     * @param nanoTime of {@link System#nanoTime()}
     * @return whether there has been none for the limit
     */
    boolean isTooLong(boolean isSilent, long nanoTime) {
        if (isSilent && !silent) {
            since = nanoTime;
        }
        silent = isSilent;
        return silent && nanoTime - since >= limitNanos;
    }
}
