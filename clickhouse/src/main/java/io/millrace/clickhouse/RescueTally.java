package io.millrace.clickhouse;

import io.millrace.clickhouse.bookkeeping.RescueCountTable;
import io.millrace.core.event.ChangeEvent.RowChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the values rescued in {@code _rescued} until the counts are recorded, which is not done with each batch. */
final class RescueTally {
    private Map<Column, Long> counted = new HashMap<>();

    private record Column(String table, String name) {}

    /** @return whether there were any */
    synchronized boolean landed(List<RowChange> changes) {
        boolean any = false;
        for (RowChange change : changes) {
            for (String column : change.row().rescued().keySet()) {
                counted.merge(new Column(change.schema().table().toString(), column), 1L, Long::sum);
                any = true;
            }
        }
        return any;
    }

    /** Passes on the counts since the last call, if any. Counts whose recording fails are kept. */
    void record(Consumer<List<RescueCountTable.Entry>> out) {
        Map<Column, Long> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        List<RescueCountTable.Entry> entries = new ArrayList<>();
        taken.forEach((column, values) ->
                entries.add(new RescueCountTable.Entry(now, column.table(), column.name(), values)));
        try {
            out.accept(entries);
        } catch (RuntimeException e) {
            giveBack(taken);
            throw e;
        }
    }

    private synchronized Map<Column, Long> take() {
        Map<Column, Long> taken = counted;
        counted = new HashMap<>();
        return taken;
    }

    private synchronized void giveBack(Map<Column, Long> taken) {
        taken.forEach((column, values) -> counted.merge(column, values, Long::sum));
    }
}
