package io.millrace.controller.verify;

import io.millrace.core.event.TableId;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.NotComparable;
import io.millrace.postgres.compare.RowSource;
import io.millrace.postgres.compare.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Proves several small tables equal at once: a few statements on each side read their columns and the sums of all their rows, since
 * the time for a small table is that of statements and not of rows. What is not proved here is compared table by table.
 * Thread-safe.
 */
final class SmallTables {
    /** The most tables in one statement, whose locks are held together. */
    private static final int MOST_TOGETHER = 20;

    private final Verification.Tools tools;

    SmallTables(Verification.Tools tools) {
        this.tools = tools;
    }

    /** Groups to compare together, so that all readers have work. */
    static <T> Queue<List<T>> groups(Collection<T> tables, int readers) {
        List<T> all = List.copyOf(tables);
        int size = Math.max(1, Math.min(MOST_TOGETHER, (all.size() + readers - 1) / readers));
        Queue<List<T>> groups = new ConcurrentLinkedQueue<>();
        for (int from = 0; from < all.size(); from += size) {
            groups.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return groups;
    }

    /**
     * Compares a group without waiting for the stream. Reads at most about as many rows of the source as one chunk has.
     *
     * @param upTo all that the source had committed before this LSN is in the warehouse; unsigned
     * @return the outcomes of the tables that are equal; the others may be
     * @throws SQLException if one of the tables, or the source, fails; the same for the warehouse's exceptions
     */
    Map<TableCheck, Outcome> glance(List<TableCheck> group, long upTo) throws SQLException, InterruptedException {
        int most = Math.max(1, tools.limits().chunk() / group.size());
        tools.rateLimiter().await();
        RowSource rows = tools.readers().rows();
        long begin = System.nanoTime();
        double busy = rows.busySeconds();
        Map<TableCheck, ComparedTable> tables = summable(group);
        List<Optional<ChunkSum>> sums = rows.sums(List.copyOf(tables.values()), most);
        tools.rateLimiter()
                .took(
                        sums.stream()
                                .mapToLong(sum -> sum.map(ChunkSum::rows).orElse(most + 1L))
                                .sum(),
                        begin);
        Map<TableCheck, ChunkSum> equal = equal(tables, sums);
        long nanos = (System.nanoTime() - begin) / group.size();
        double source = Math.max(0, rows.busySeconds() - busy) / group.size();
        group.forEach(check -> check.took(nanos, source));
        Map<TableCheck, Outcome> outcomes = new LinkedHashMap<>();
        equal.forEach((check, sum) -> outcomes.put(check, check.equal(sum, upTo)));
        return outcomes;
    }

    /** The partitions of a table would be locked as well: it is compared by itself. */
    private Map<TableCheck, ComparedTable> summable(List<TableCheck> group) throws SQLException {
        Map<TableId, TableShape> shapes = TableShape.read(
                tools.readers().catalog(), group.stream().map(TableCheck::table).toList());
        Map<TableCheck, ComparedTable> summable = new LinkedHashMap<>();
        for (TableCheck check : group) {
            TableShape shape = shapes.get(check.table());
            if (shape == null) {
                continue;
            }
            try {
                ComparedTable table = check.compared(shape);
                if (table.isHashed() && !table.partitioned()) {
                    summable.put(check, table);
                }
            } catch (NotComparable e) {
                // It gets this verdict by itself.
            }
        }
        return summable;
    }

    /** The warehouse's sums come last, and of small tables only. */
    private Map<TableCheck, ChunkSum> equal(Map<TableCheck, ComparedTable> tables, List<Optional<ChunkSum>> sums) {
        Map<TableCheck, ChunkSum> small = new LinkedHashMap<>();
        List<ComparedTable> asked = new ArrayList<>();
        int i = 0;
        for (Map.Entry<TableCheck, ComparedTable> table : tables.entrySet()) {
            Optional<ChunkSum> sum = sums.get(i++);
            if (sum.isPresent()) {
                small.put(table.getKey(), sum.get());
                asked.add(table.getValue());
            }
        }
        List<ChunkSum> shown = new ArrayList<>(tools.warehouse().sums(asked));
        Map<TableCheck, ChunkSum> equal = new LinkedHashMap<>();
        small.forEach((check, sum) -> {
            if (sum.proves(shown.remove(0))) {
                equal.put(check, sum);
            }
        });
        return equal;
    }
}
