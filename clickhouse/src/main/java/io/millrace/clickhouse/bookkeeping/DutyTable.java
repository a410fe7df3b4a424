package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.duty.DutyStatus;
import java.util.List;

/**
 * {@code millrace.duties}: the status of the duties of each process. Written every 20 s: an old row is from a process
 * that no longer runs.
 */
public final class DutyTable {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "duties", List.of("source", "process", "duty", "state", "since", "failures", "detail"), (entry, out) -> {
                out.string(entry.source());
                out.string(entry.process());
                out.string(entry.status().name());
                out.string(entry.status().failing() ? "failing" : "working");
                out.int64(entry.status().since().toEpochMilli());
                out.int64(entry.status().failures());
                out.string(entry.status().detail());
            });

    private final ClickHouseClient client;

    public DutyTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<Entry> entries) {
        INSERT.writeLast(client, "at", entries);
    }

    /**
     * The status of a duty.
     *
     * @param source the source's name
     * @param process whose duty it is: {@code capture}
     */
    public record Entry(String source, String process, DutyStatus status) {}
}
