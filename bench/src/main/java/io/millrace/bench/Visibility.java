package io.millrace.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Looks again and again which of the expected rows a view shows, and remembers when each was first seen. */
final class Visibility implements Runnable {
    static final long NEVER = Long.MIN_VALUE;
    private static final long PAUSE_MILLIS = 8;

    private final WarehouseQuery warehouse;
    private final String view;
    private final long firstId;
    private final ConcurrentSkipListSet<Long> missing = new ConcurrentSkipListSet<>();
    private final ConcurrentHashMap<Long, Long> seen = new ConcurrentHashMap<>();
    private final java.util.ArrayList<Long> looks = new java.util.ArrayList<>();
    private volatile boolean stopped;

    Visibility(WarehouseQuery warehouse, String view, long firstId) {
        this.warehouse = warehouse;
        this.view = view;
        this.firstId = firstId;
    }

    void expect(long id) {
        if (!seen.containsKey(id)) {
            missing.add(id);
            // The looker may have seen it between the commit and now.
            if (seen.containsKey(id)) {
                missing.remove(id);
            }
        }
    }

    long seenAt(long id) {
        return seen.getOrDefault(id, NEVER);
    }

    void awaitAll(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!missing.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        long from = firstId;
        var recent = new TreeSet<Long>();
        while (!stopped) {
            try {
                var lowest = missing.ceiling(Long.MIN_VALUE);
                // Rows of different partitions can land out of order: look from the lowest one that is missing.
                from = lowest == null ? from : lowest;
                var rows = warehouse.rows("SELECT id FROM " + view + " WHERE id >= " + from);
                long now = System.nanoTime();
                synchronized (looks) {
                    looks.add(now);
                }
                for (var row : rows) {
                    long id = Long.parseLong(row);
                    if (recent.add(id)) {
                        seen.putIfAbsent(id, now);
                        missing.remove(id);
                    }
                }
                if (missing.isEmpty() && !recent.isEmpty()) {
                    from = recent.last() + 1;
                }
                recent.headSet(from).clear();
                Thread.sleep(PAUSE_MILLIS);
            } catch (IOException e) {
                System.err.println("bench: a look failed, trying again: " + e.getMessage());
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    double medianMillisBetweenLooks() {
        synchronized (looks) {
            var gaps = new long[Math.max(looks.size() - 1, 0)];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = looks.get(i + 1) - looks.get(i);
            }
            Arrays.sort(gaps);
            return gaps.length == 0 ? 0 : Math.round(gaps[gaps.length / 2] / 1e4) / 100.0;
        }
    }
}
