package io.millrace.ops.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Limits requests per address and minute. Bounded number of addresses. Thread-safe. */
final class RateLimit {
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final int MOST_ADDRESSES = 10_000;

    private final int most;
    private final LongSupplier nanos;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private static final class Window {
        private final long begin;
        private int count;

        Window(long begin) {
            this.begin = begin;
        }
    }

    /** @param most requests per address and minute, 1 or more */
    RateLimit(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** Counts one more. Returns the seconds until the address may continue, 0 if it may now. */
    synchronized long count(String address) {
        Window window = current(address);
        if (window == null) {
            makeRoom();
            window = new Window(nanos.getAsLong());
            windows.put(address, window);
        }
        window.count++;
        return left(window);
    }

    private @org.jspecify.annotations.Nullable Window current(String address) {
        Window window = windows.get(address);
        if (window != null && nanos.getAsLong() - window.begin >= WINDOW_NANOS) {
            windows.remove(address);
            return null;
        }
        return window;
    }

    private long left(Window window) {
        return window.count <= most ? 0 : secondsOf(window);
    }

    private long secondsOf(Window window) {
        return Math.max(1, (WINDOW_NANOS - (nanos.getAsLong() - window.begin)) / 1_000_000_000L);
    }

    /** The oldest are removed first: insertion order is the order of windows. */
    private void makeRoom() {
        Iterator<Window> oldest = windows.values().iterator();
        while (windows.size() >= MOST_ADDRESSES && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
