package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.warehouse.LatencyBucket;
import java.util.List;
import java.util.Locale;

/**
 * {@code millrace.latency}: mergeable sketches by second and stage. Unlike all else it is not idempotent: a repeated
 * write counts twice, which moves no percentile noticeably.
 */
public final class LatencyTable {
    private static final BookkeepingInsert<LatencyBucket> INSERT =
            BookkeepingInsert.into("latency_in", List.of("second", "stage", "micros", "count"), (latency, out) -> {
                out.int32((int) latency.second());
                out.string(latency.stage().name().toLowerCase(Locale.ROOT));
                out.int64(latency.micros());
                out.int64(latency.count());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public LatencyTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(List<LatencyBucket> latencies) {
        INSERT.write(client, source, latencies);
    }
}
