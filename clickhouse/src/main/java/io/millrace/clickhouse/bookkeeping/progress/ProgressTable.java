package io.millrace.clickhouse.bookkeeping.progress;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.warehouse.Progress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code millrace.progress}: durable positions; the highest offset of a partition of a log wins. Progress of earlier
 * builds names no log and counts for the current one.
 */
public final class ProgressTable {
    private record Entry(String log, Progress progress) {}

    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "progress",
            List.of("topic", "partition", "log", "next_offset", "lsn", "committed_at", "logged_at"),
            (entry, out) -> {
                Progress progress = entry.progress();
                out.string(progress.topic());
                out.int32(progress.partition());
                out.string(entry.log());
                out.int64(progress.nextOffset());
                out.int64(progress.lsn());
                out.int64(progress.committedAtMicros());
                out.int64(progress.loggedAtMillis());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public ProgressTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** @param log the log that it is of */
    public void write(String log, List<Progress> progress) {
        INSERT.write(
                client,
                source,
                progress.stream().map(one -> new Entry(log, one)).toList());
    }

    /** By partition; {@code events} is 0, as it is not kept. */
    public Map<Integer, Progress> read(String topic, String log) {
        Map<Integer, Progress> progress = new TreeMap<>();
        client.queryLatest("`millrace`.`progress`", """
                SELECT `partition`, `next_offset`, `lsn`, `committed_at`, `logged_at`
                FROM `millrace`.`progress` FINAL
                WHERE `source` = {source:String} AND `topic` = {topic:String} AND `log` IN ('', {log:String})""", Map.of("source", source, "topic", topic, "log", log), row -> {
            Progress at = progress(topic, row);
            progress.merge(at.partition(), at, (one, other) -> one.nextOffset() > other.nextOffset() ? one : other);
        });
        return progress;
    }

    private static Progress progress(String topic, Row row) {
        return new Progress(
                topic,
                (int) row.integer("partition"),
                row.integer("next_offset"),
                row.integer("lsn"),
                ChronoUnit.MICROS.between(Instant.EPOCH, row.instant("committed_at")),
                0,
                row.instant("logged_at").toEpochMilli());
    }
}
