package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.warehouse.Progress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code millrace.progress}: durable positions; the highest offset of a partition wins. */
public final class ProgressTable {
    private static final BookkeepingInsert<Progress> INSERT = BookkeepingInsert.into(
            "progress", List.of("topic", "partition", "next_offset", "lsn", "committed_at"), (progress, out) -> {
                out.string(progress.topic());
                out.int32(progress.partition());
                out.int64(progress.nextOffset());
                out.int64(progress.lsn());
                out.int64(progress.committedAtMicros());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public ProgressTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(List<Progress> progress) {
        INSERT.write(client, source, progress);
    }

    /** By partition; {@code events} is 0, as it is not kept. */
    public Map<Integer, Progress> read(String topic) {
        Map<Integer, Progress> progress = new TreeMap<>();
        client.query("""
                SELECT `partition`, `next_offset`, `lsn`, `committed_at`
                FROM `millrace`.`progress` FINAL
                WHERE `source` = {source:String} AND `topic` = {topic:String}""", Map.of("source", source, "topic", topic), row -> {
            Progress at = progress(topic, row);
            progress.put(at.partition(), at);
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
                0);
    }
}
