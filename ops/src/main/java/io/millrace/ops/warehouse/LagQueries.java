package io.millrace.ops.warehouse;

import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.flow.PartitionLag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How far the warehouse is behind the log: sampled end offsets against recorded progress. */
public final class LagQueries {
    /** The oldest waiting event entered the log between the last sample that does not show it and the first that does. */
    private static final String BY_PARTITION = """
            SELECT s.partition AS partition,
                argMax(s.end_offset, s.at) AS endOffset,
                any(p.next_offset) AS nextOffset,
                max(s.at) AS sampledAt,
                argMaxIf(s.end_offset, s.at, s.at <= now64(3) - INTERVAL 10 SECOND) AS earlierOffset,
                maxIf(s.at, s.at <= now64(3) - INTERVAL 10 SECOND) AS earlierAt,
                minIf(s.at, s.end_offset > p.next_offset) AS waitingSince
            FROM millrace.log_samples AS s
            LEFT JOIN (
                SELECT partition, max(next_offset) AS next_offset
                FROM millrace.current_progress
                WHERE source = {source:String} AND topic = {topic:String}
                GROUP BY partition
            ) AS p ON p.partition = s.partition
            WHERE s.source = {source:String} AND s.topic = {topic:String} AND s.at > now64(3) - INTERVAL 1 HOUR
            GROUP BY s.partition
            ORDER BY partition
            """;

    private static final double RATE_SECONDS = 10;

    private final WarehouseReader warehouse;
    private final Clock clock;

    public LagQueries(WarehouseReader warehouse, Clock clock) {
        this.warehouse = warehouse;
        this.clock = clock;
    }

    record Row(
            int partition,
            long endOffset,
            long nextOffset,
            Instant sampledAt,
            long earlierOffset,
            Instant earlierAt,
            Instant waitingSince) {

        PartitionLag lag(Instant now) {
            long records = Math.max(0, endOffset - nextOffset);
            double seconds = records == 0 ? 0 : seconds(waitingSince, now);
            return new PartitionLag(partition, endOffset, nextOffset, records, seconds);
        }

        /** Events a second; 0 if no sample is old enough to compare with. */
        double rate() {
            return earlierAt.getEpochSecond() <= 0 ? 0 : Math.max(0, endOffset - earlierOffset) / RATE_SECONDS;
        }
    }

    /** @param topic the change stream */
    public Lag lag(String topic) {
        return lag(warehouse.rows(Row.class, BY_PARTITION, Map.of("topic", topic)), clock.instant());
    }

    static Lag lag(List<Row> rows, Instant now) {
        List<PartitionLag> partitions = rows.stream().map(row -> row.lag(now)).toList();
        return new Lag(
                partitions.stream().mapToLong(PartitionLag::records).sum(),
                partitions.stream().mapToDouble(PartitionLag::seconds).max().orElse(0),
                rows.isEmpty() ? null : rows.stream().mapToDouble(Row::rate).sum(),
                rows.stream().map(Row::sampledAt).max(Instant::compareTo).orElse(null),
                partitions);
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1_000.0;
    }
}
