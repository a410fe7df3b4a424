package io.millrace.bench.measure;

import io.millrace.bench.result.LagTrend;
import io.millrace.bench.result.Percentiles;
import io.millrace.bench.system.WarehouseQuery;
import io.millrace.bench.workload.SeenTimes;
import io.millrace.bench.workload.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Polls the warehouse for which transactions are queryable, as fast as it answers. */
final class Looker implements AutoCloseable {
    private final WarehouseQuery warehouse;
    private final Shape shape;
    private final SeenTimes times;
    private final long pauseNanos;
    private final LagTrend trend = new LagTrend();
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> took = new ArrayList<>();
    private final Thread thread = new Thread(this::look, "looker");
    private final long begun = System.nanoTime();
    private volatile boolean stopped;

    /** @param pause from the begin of one look to that of the next, at least */
    Looker(WarehouseQuery warehouse, Shape shape, SeenTimes times, Duration pause) {
        this.warehouse = warehouse;
        this.shape = shape;
        this.times = times;
        this.pauseNanos = pause.toNanos();
    }

    void start() {
        thread.start();
    }

    private void look() {
        while (!stopped) {
            long start = System.nanoTime();
            try {
                // Rows of different partitions can land out of order: from the lowest one that is missing.
                var rows = warehouse.rows(shape.question(times.lowestMissing()));
                long now = System.nanoTime();
                shape.read(rows, now, times);
                synchronized (trend) {
                    starts.add(start);
                    took.add(now - start);
                    trend.add((now - begun) / 1e9, times.lag(now) / 1e9);
                }
            } catch (IOException e) {
                System.err.println("bench: a query failed, retrying: " + e.getMessage());
                Waiting.until(start + 200_000_000L);
            } catch (InterruptedException e) {
                return;
            }
            Waiting.until(start + pauseNanos);
        }
    }

    /** Returns when all were seen, or at the timeout. */
    void awaitAll(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!times.complete() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
    }

    LagTrend trend() {
        return trend;
    }

    Percentiles lookMs() {
        return Percentiles.ofNanos(array(took));
    }

    Percentiles betweenLooksMs() {
        var gaps = new ArrayList<Long>();
        for (int i = 1; i < starts.size(); i++) {
            gaps.add(starts.get(i) - starts.get(i - 1));
        }
        return Percentiles.ofNanos(array(gaps));
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(number -> number).toArray();
    }

    /** Stops polling; only then may the caller use the lists. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
