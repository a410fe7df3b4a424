package io.millrace.controller.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.NotComparable;
import io.millrace.postgres.compare.TableShape;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The check of one table. Not thread-safe. */
final class TableCheck {
    private final TableId table;
    private final Verification.Tools tools;
    private final LongConsumer progress;
    private Optional<Comparison> comparison = Optional.empty();

    /** Both sides, as they are compared. */
    private Optional<TableShape> shape = Optional.empty();

    private Optional<WarehouseTable> mirrored = Optional.empty();
    private Map<String, String> hidden = Map.of();
    private long lsn;
    private long nanos;
    private double sourceSeconds;

    /** @param progress receives the number of source rows read */
    TableCheck(TableId table, Verification.Tools tools, LongConsumer progress) {
        this.table = table;
        this.tools = tools;
        this.progress = progress;
    }

    TableId table() {
        return table;
    }

    /**
     * Both sides, to compare the table with others at once.
     *
     * @param now from the source's catalog; {@link #glance} uses it, too
     */
    ComparedTable compared(TableShape now) throws NotComparable {
        shape = Optional.of(now);
        mirrored = tools.warehouse().describe(table);
        return pair(now, mirrored).table();
    }

    /** Adds this table's share of what a comparison with others took. */
    void took(long moreNanos, double moreSourceSeconds) {
        nanos += moreNanos;
        sourceSeconds += moreSourceSeconds;
    }

    /**
     * The outcome of a comparison with others, which has proved both sides of {@link #compared} equal.
     *
     * @param upTo as for {@link #glance}
     */
    Outcome equal(ChunkSum rows, long upTo) {
        lsn = upTo;
        progress.accept(rows.rows());
        hidden = hidden(shape.orElseThrow(), tools.rules());
        return outcome(new Compared(rows.rows(), rows.rows(), false, List.of(), 0, ""));
    }

    /**
     * Compares without waiting for the stream, with the cached warehouse table.
     *
     * @param upTo all that the source had committed before this LSN is in the warehouse; unsigned
     * @return the outcome, where the two sides are equal; if not, they may be
     */
    Optional<Outcome> glance(long upTo)
            throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        lsn = upTo;
        Optional<Compared> equal = measured(() -> {
            Comparison first = begin(tools.warehouse().describe(table));
            comparison = Optional.of(first);
            return first.glance() ? Optional.of(first.known()) : Optional.empty();
        });
        return equal.map(this::outcome);
    }

    /**
     * Compares until decided, after {@link #glance} was not conclusive: from the start if a side has another shape now.
     */
    Outcome decide() throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        return isCurrent() ? decideStarted() : again();
    }

    /** Whether both sides still have the shape that was compared. */
    boolean isCurrent() throws SQLException {
        return tools.warehouse().describeAgain(table).equals(mirrored)
                && TableShape.read(tools.readers().catalog(), table).equals(shape);
    }

    private Outcome decideStarted()
            throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        Comparison begun = comparison.orElseThrow();
        return outcome(measured(begun::result));
    }

    /** Compares from the start, once the table has no open load and the warehouse has caught up with the source. */
    Outcome again() throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        tools.barrier().loads(table);
        long upTo = tools.barrier().warehouse();
        tools.barrier().replica();
        tools.warehouse().describeAgain(table);
        shape = Optional.empty();
        Optional<Outcome> equal = glance(upTo);
        return equal.isPresent() ? equal.get() : decideStarted();
    }

    /** Repairs what differs, and compares it again. */
    Outcome repair(Outcome outcome)
            throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        return measured(() -> tools.repair(pair(read(), tools.warehouse().describeAgain(table)))
                        .fix(outcome))
                .measured(lsn, nanos / 1e9, sourceSeconds, hidden);
    }

    private Outcome outcome(Compared compared) {
        return Outcome.of(table, compared).measured(lsn, nanos / 1e9, sourceSeconds, hidden);
    }

    /** Queries of both sides. */
    private interface Work<T> {
        T run() throws SQLException, InterruptedException, IOException, NotComparable, StillLoading;
    }

    private <T> T measured(Work<T> work)
            throws SQLException, InterruptedException, IOException, NotComparable, StillLoading {
        long begin = System.nanoTime();
        double busy = tools.readers().rows().busySeconds();
        try {
            return work.run();
        } finally {
            nanos += System.nanoTime() - begin;
            sourceSeconds += Math.max(0, tools.readers().rows().busySeconds() - busy);
        }
    }

    private Comparison begin(Optional<WarehouseTable> copy) throws SQLException, NotComparable {
        mirrored = copy;
        TableShape known = shape.isPresent() ? shape.get() : read();
        shape = Optional.of(known);
        hidden = hidden(known, tools.rules());
        TablePair pair = pair(known, copy);
        return pair.table().order() == ComparedTable.Order.WHOLE
                ? new KeylessComparison(pair, tools.barrier(), tools.limits(), tools.rateLimiter(), progress)
                : new KeyedComparison(pair, tools.barrier(), tools.limits(), tools.rateLimiter(), progress);
    }

    private TableShape read() throws SQLException, NotComparable {
        return TableShape.read(tools.readers().catalog(), table)
                .orElseThrow(() -> new NotComparable("the source no longer has it"));
    }

    private TablePair pair(TableShape clear, Optional<WarehouseTable> copy) throws NotComparable {
        ClickHouseWarehouse warehouse = tools.warehouse();
        if (copy.isEmpty()) {
            throw new NotComparable("the warehouse does not have it: load it with `./millrace resync " + table + "`");
        }
        TableShape seen = clear.protectedBy(tools.rules());
        ComparedTable compared = ComparedTable.of(
                seen.schema(), seen.bytewise(), seen.generated(), seen.partitioned(), tools.rules(), copy.get());
        return new TablePair(compared, tools.rules(), tools.readers(), warehouse);
    }

    /** Which columns a rule protects, and how. */
    private static Map<String, String> hidden(TableShape shape, ColumnRules rules) {
        Map<String, String> hidden = new LinkedHashMap<>();
        if (!rules.isEmpty()) {
            shape.schema()
                    .columns()
                    .forEach(column -> rules.of(shape.schema().table(), column.name())
                            .ifPresent(rule -> hidden.put(column.name(), rule.text())));
        }
        return hidden;
    }
}
