package io.millrace.core.warehouse;

import io.millrace.core.warehouse.LatencyBucket.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts latencies of changes, by second of landing and stage, in buckets of at most 2 % relative error. Buckets are
 * the same in every instance, so that what several instances drain can be added up. Not thread-safe.
 */
public final class LatencyHistogram {
    /** Buckets in each power of two: half a bucket's width is at most 1/64 of its value. */
    private static final int STEPS = 32;

    private static final int STEP_BITS = 5;
    private static final int BUCKETS = (Long.SIZE - STEP_BITS) * STEPS;

    private final Map<Long, Map<Stage, long[]>> bySecond = new TreeMap<>();
    private long lastSecond = Long.MIN_VALUE;
    private Map<Stage, long[]> last = new EnumMap<>(Stage.class);

    /**
     * Counts one change. All times in microseconds since the epoch; a stage that seems to end before it begins, as
     * clocks differ in precision, counts as 0.
     *
     * @param loggedAt known to the millisecond only
     */
    public void record(long committedAt, long capturedAt, long loggedAt, long landedAt) {
        long second = Math.floorDiv(landedAt, 1_000_000L);
        if (second != lastSecond) {
            last = bySecond.computeIfAbsent(second, added -> new EnumMap<>(Stage.class));
            lastSecond = second;
        }
        Map<Stage, long[]> stages = last;
        count(stages, Stage.CAPTURE, capturedAt - committedAt);
        count(stages, Stage.LOG, loggedAt - capturedAt);
        count(stages, Stage.LAND, landedAt - loggedAt);
        count(stages, Stage.TOTAL, landedAt - committedAt);
    }

    private static void count(Map<Stage, long[]> stages, Stage stage, long micros) {
        stages.computeIfAbsent(stage, added -> new long[BUCKETS])[bucket(Math.max(0, micros))]++;
    }

    /** The counts since the last call, by second, stage and latency. */
    public List<LatencyBucket> drain() {
        List<LatencyBucket> drained = new ArrayList<>();
        bySecond.forEach((second, stages) -> stages.forEach((stage, buckets) -> {
            for (int i = 0; i < buckets.length; i++) {
                if (buckets[i] > 0) {
                    drained.add(new LatencyBucket(second, stage, middle(i), buckets[i]));
                }
            }
        }));
        bySecond.clear();
        lastSecond = Long.MIN_VALUE;
        return drained;
    }

    /** Below 32 each value has its own bucket; from there on the five bits behind the first one choose it. */
    static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - STEP_BITS;
        return (shift + 1) * STEPS + (int) (micros >>> shift) - STEPS;
    }

    /** The value that stands for a bucket. */
    static long middle(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS) << shift) + (1L << shift) / 2;
    }
}
