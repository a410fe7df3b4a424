package io.millrace.ops.warehouse;

import io.millrace.ops.api.flow.FlowPoint;
import io.millrace.ops.api.flow.LatencyHistory;
import io.millrace.ops.api.flow.LatencyPoint;
import io.millrace.ops.api.flow.StageLatency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many changes landed and how long they took, merged from the sketches that the warehouse keeps per second. */
public final class FlowQueries {
    private static final String MERGED =
            "quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(quantiles) AS micros, max(max) AS maxMicros, sum(count) AS changes";

    private static final String BY_STAGE = "SELECT stage, " + MERGED
            + " FROM millrace.latency WHERE source = {source:String} AND second > now() - 60 GROUP BY stage";

    private static final String BY_SECOND = "SELECT second, " + MERGED
            + " FROM millrace.latency WHERE source = {source:String} AND stage = 'total' AND second > now() - 120 GROUP BY second ORDER BY second";

    private static final String HISTORY =
            "SELECT toStartOfInterval(second, toIntervalSecond({step:UInt32})) AS start, stage, " + MERGED
                    + " FROM millrace.latency WHERE source = {source:String} AND second > now() - {seconds:UInt32}"
                    + " GROUP BY start, stage ORDER BY start, stage";

    /** From here on a point covers more than a second, so that a chart has at most some hundred points. */
    private static final int FINE_MINUTES = 5;

    private static final int MOST_POINTS = 720;
    private static final List<String> STAGES = List.of("capture", "log", "land", "total");

    private final WarehouseReader warehouse;

    public FlowQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    record StageRow(String stage, List<Double> micros, double maxMicros, long changes) {
        StageLatency latency() {
            return new StageLatency(
                    stage,
                    millis(micros.get(0)),
                    millis(micros.get(1)),
                    millis(micros.get(2)),
                    millis(maxMicros),
                    changes);
        }
    }

    record SecondRow(Instant second, List<Double> micros, double maxMicros, long changes) {}

    record StepRow(Instant start, String stage, List<Double> micros, double maxMicros, long changes) {}

    /** By stage over the last minute, in the order of the way; a stage without changes is absent. */
    public List<StageLatency> lastMinute() {
        return warehouse.rows(StageRow.class, BY_STAGE).stream()
                .map(StageRow::latency)
                .sorted(Comparator.comparingInt(latency -> STAGES.indexOf(latency.stage())))
                .toList();
    }

    /** The last two minutes by second. */
    public List<FlowPoint> lastSeconds() {
        return warehouse.rows(SecondRow.class, BY_SECOND).stream()
                .map(row -> new FlowPoint(
                        row.second(),
                        row.changes(),
                        millis(row.micros().get(0)),
                        millis(row.micros().get(1)),
                        millis(row.micros().get(2))))
                .toList();
    }

    /** @param minutes how far back, 1 to 1440 */
    public LatencyHistory history(int minutes) {
        int step = step(minutes);
        Map<Instant, List<StageLatency>> points = new LinkedHashMap<>();
        warehouse
                .rows(StepRow.class, HISTORY, Map.of("step", step, "seconds", minutes * 60))
                .forEach(row -> points.computeIfAbsent(row.start(), start -> new ArrayList<>())
                        .add(new StageRow(row.stage(), row.micros(), row.maxMicros(), row.changes()).latency()));
        return new LatencyHistory(
                minutes,
                step,
                points.entrySet().stream()
                        .map(point -> new LatencyPoint(point.getKey(), point.getValue()))
                        .toList());
    }

    static int step(int minutes) {
        return minutes <= FINE_MINUTES ? 1 : Math.max(10, minutes * 60 / MOST_POINTS);
    }

    private static double millis(double micros) {
        return Math.round(micros) / 1_000.0;
    }
}
