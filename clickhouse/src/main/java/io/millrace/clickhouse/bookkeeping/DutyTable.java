package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.duty.DutyStatus;
import java.util.List;

/**
 * {@code millrace.duties}: how the duties of each process fare. A duty is written again every 20 s: one that was written long ago
 * is of a process that does not run.
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
     * A duty as it is.
     *
     * @param source the source's name
     * @param process whose duty it is: {@code capture}
     */
    public record Entry(String source, String process, DutyStatus status) {}
}
