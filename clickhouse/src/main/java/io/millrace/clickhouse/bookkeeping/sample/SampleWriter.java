package io.millrace.clickhouse.bookkeeping.sample;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Locale;

/** Writes what the probe saw of the other systems; each call is one insert. */
public final class SampleWriter {
    private static final BookkeepingInsert<ServiceSample> SERVICES = BookkeepingInsert.into(
            "service_samples", List.of("at", "service", "state", "detail", "response_ms"), (sample, out) -> {
                out.int64(sample.at().toEpochMilli());
                out.string(sample.service());
                out.string(sample.state().name().toLowerCase(Locale.ROOT));
                out.string(sample.detail());
                out.float64(sample.responseMillis());
            });

    private static final BookkeepingInsert<SlotSample> SLOTS = BookkeepingInsert.into(
            "slot_samples",
            List.of(
                    "at",
                    "slot",
                    "active",
                    "wal_status",
                    "restart_lsn",
                    "confirmed_flush_lsn",
                    "current_lsn",
                    "retained_bytes",
                    "lag_bytes",
                    "safe_bytes"),
            (sample, out) -> {
                out.int64(sample.at().toEpochMilli());
                out.string(sample.slot());
                out.int8(sample.active() ? 1 : 0);
                out.string(sample.walStatus());
                out.int64(sample.restartLsn());
                out.int64(sample.confirmedFlushLsn());
                out.int64(sample.currentLsn());
                out.int64(sample.retainedBytes());
                out.int64(sample.lagBytes());
                Long safe = sample.safeBytes();
                out.int8(safe == null ? 1 : 0);
                if (safe != null) {
                    out.int64(safe);
                }
            });

    private static final BookkeepingInsert<SourceSample> SOURCES =
            BookkeepingInsert.into("source_samples", List.of("at", "source_table", "rows", "exact"), (sample, out) -> {
                out.int64(sample.at().toEpochMilli());
                out.string(sample.sourceTable());
                out.int64(sample.rows());
                out.int8(sample.exact() ? 1 : 0);
            });

    private static final BookkeepingInsert<LogSample> LOGS =
            BookkeepingInsert.into("log_samples", List.of("at", "topic", "partition", "end_offset"), (sample, out) -> {
                out.int64(sample.at().toEpochMilli());
                out.string(sample.topic());
                out.int32(sample.partition());
                out.int64(sample.endOffset());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public SampleWriter(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void services(List<ServiceSample> samples) {
        SERVICES.write(client, source, samples);
    }

    public void slots(List<SlotSample> samples) {
        SLOTS.write(client, source, samples);
    }

    public void sources(List<SourceSample> samples) {
        SOURCES.write(client, source, samples);
    }

    public void logs(List<LogSample> samples) {
        LOGS.write(client, source, samples);
    }
}
