package io.millrace.pipeline.write;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.warehouse.StageLatency;
import io.millrace.core.warehouse.StageLatency.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts how long changes took, in buckets that are at most 2 % off. For one thread at a time. */
final class LatencyTally {
    /** The middle of a bucket is within 2 % of its ends. */
    private static final double WIDTH = Math.log(1.04);

    private record Bucket(long second, Stage stage, int index) {}

    private final Map<Bucket, Long> counts = new HashMap<>();

    /** Notes a change that became visible at {@code landedMicros}, microseconds since the epoch. */
    void landed(SourcePosition position, long loggedMillis, long landedMicros) {
        long second = landedMicros / 1_000_000;
        long loggedMicros = loggedMillis * 1_000;
        count(second, Stage.CAPTURE, position.capturedAtMicros() - position.committedAtMicros());
        count(second, Stage.LOG, loggedMicros - position.capturedAtMicros());
        count(second, Stage.LAND, landedMicros - loggedMicros);
        count(second, Stage.TOTAL, landedMicros - position.committedAtMicros());
    }

    private void count(long second, Stage stage, long micros) {
        counts.merge(new Bucket(second, stage, index(micros)), 1L, Long::sum);
    }

    /** What was counted; forgets it. */
    List<StageLatency> take() {
        List<StageLatency> taken = new ArrayList<>(counts.size());
        counts.forEach((bucket, count) ->
                taken.add(new StageLatency(bucket.second, bucket.stage, micros(bucket.index), count)));
        counts.clear();
        return taken;
    }

    /** Clocks of different machines, and of different precision, can make a stage end before it began: that is 0. */
    static int index(long micros) {
        return micros < 1 ? -1 : (int) Math.floor(Math.log((double) micros) / WIDTH);
    }

    static long micros(int index) {
        return index < 0 ? 0 : Math.round(Math.exp((index + 0.5) * WIDTH));
    }
}
