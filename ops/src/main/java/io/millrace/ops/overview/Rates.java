package io.millrace.ops.overview;

import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.FlowPoint;
import io.millrace.ops.api.flow.StageLatency;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Changes that land per second. */
final class Rates {
    private static final int SECONDS = 10;

    private Rates() {}

    /**
     * The rate is the mean of ten whole seconds: the current second, and one that may not be recorded yet, are left
     * out.
     */
    static Flow flow(List<StageLatency> latency, List<FlowPoint> series, Instant now) {
        Instant end = now.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
        Instant start = end.minus(Duration.ofSeconds(SECONDS));
        long changes = series.stream()
                .filter(point -> !point.at().isBefore(start) && point.at().isBefore(end))
                .mapToLong(FlowPoint::changes)
                .sum();
        Instant last = series.isEmpty() ? null : series.get(series.size() - 1).at();
        return new Flow(changes / (double) SECONDS, last, latency, series);
    }
}
