package io.millrace.controller.resync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Estimates the time left from the recent rate at which the remaining amount shrank. Not thread-safe. */
final class Countdown {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long left) {}

    /** @param nanos the current time, by {@link System#nanoTime} */
    void left(long left, long nanos) {
        samples.addLast(new Sample(nanos, left));
        while (nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Seconds; empty while unknown, such as without any progress. */
    OptionalLong seconds() {
        if (samples.isEmpty()) {
            return OptionalLong.empty();
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long time = last.nanos() - first.nanos();
        long done = first.left() - last.left();
        return time < SHORTEST_NANOS || done <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil((double) last.left() / done * time / 1e9));
    }

    /** For display, appended to what is left; empty while unknown. */
    String text() {
        OptionalLong seconds = seconds();
        return seconds.isEmpty() ? "" : ", about " + seconds.getAsLong() + " s yet";
    }
}
