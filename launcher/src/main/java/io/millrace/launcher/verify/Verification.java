package io.millrace.launcher.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.VerificationTable;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.Difference;
import io.millrace.core.verify.NotComparable;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.capture.SourceRules;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.ReadReplica;
import io.millrace.postgres.RowSource;
import io.millrace.postgres.SourceTables;
import io.millrace.postgres.TableShape;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Compares tables of a source with their copies, one after the other, and records what it finds. */
public final class Verification implements AutoCloseable {
    /** A statement of the source that reads one piece of a table. */
    private static final Duration STATEMENT = Duration.ofMinutes(5);

    private static final Duration FENCE = Duration.ofMinutes(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Config config;
    private final ColumnRules rules;
    private final PostgresUrl primary;
    private final PostgresUrl read;
    private final ClickHouseWarehouse warehouse;
    private final Fences fences;
    private final VerifyLimits limits;
    private final String askedBy;

    /**
     * @param config complete
     * @param limits what it may take
     * @param askedBy {@code command} or {@code background}
     */
    public Verification(Config config, VerifyLimits limits, String askedBy) {
        this.config = config;
        this.rules = SourceRules.of(config.source());
        this.primary = PostgresUrl.parse(config.source().url().orElseThrow());
        this.read = limits.replica().map(PostgresUrl::parse).orElse(primary);
        this.limits = limits;
        this.askedBy = askedBy;
        this.fences = new Fences(
                config, limits.replica().map(url -> new ReadReplica(primary, PostgresUrl.parse(url))), FENCE);
        ClickHouseConfig client = ClickHouseConfig.of(config.warehouse().url().orElseThrow())
                .trusting(config.warehouse().trust())
                .withMaxConnections(2)
                .withTimeouts(CONNECT, STATEMENT);
        this.warehouse = ClickHouseWarehouse.open(
                client, config.source().name(), config.warehouse().database());
        warehouse.prepare();
    }

    /** The captured tables, by schema and name. */
    public List<TableId> tables() throws SQLException {
        try (Connection connection = primary.connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1)).tables();
        }
    }

    /**
     * Compares a table.
     *
     * @param repairs whether to mend what differs
     * @param progress hears how many rows of the source have been read
     * @throws LauncherException where the stack does not do its part; the message says what to do
     */
    Outcome verify(TableId table, boolean repairs, LongConsumer progress) throws InterruptedException {
        long begin = System.nanoTime();
        try (RowSource source = new RowSource(read, STATEMENT)) {
            fences.examineReplica();
            Outcome outcome = compare(table, source, progress, begin).guarded(hidden(table));
            if (repairs && !outcome.differences().isEmpty()) {
                Optional<ComparedTable> compared = compared(table);
                if (compared.isPresent()) {
                    Sides sides = new Sides(compared.get(), rules, source, warehouse);
                    outcome = new Repair(config, limits, sides, fences, warehouse, Clock.systemUTC()).mend(outcome);
                }
            }
            record(outcome);
            return outcome;
        } catch (NotComparable e) {
            Outcome failed = Outcome.failed(table, String.valueOf(e.getMessage()));
            record(failed);
            return failed;
        } catch (SQLException e) {
            throw new LauncherException(table + ": the source does not answer: " + e.getMessage(), e);
        } catch (WarehouseException e) {
            throw new LauncherException(table + ": the warehouse does not answer: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new LauncherException(table + ": the warehouse does not answer: " + e, e);
        }
    }

    private Outcome compare(TableId table, RowSource source, LongConsumer progress, long begin)
            throws SQLException, InterruptedException, IOException, NotComparable {
        fences.loads();
        long lsn = fences.warehouse();
        fences.replica();
        Optional<ComparedTable> compared = compared(table);
        if (compared.isEmpty()) {
            return Outcome.failed(
                    table, "the warehouse does not have it: load it with `./millrace resync " + table + "`");
        }
        Sides sides = new Sides(compared.get(), rules, source, warehouse);
        if (compared.get().order() == ComparedTable.Order.WHOLE) {
            Pace pace = new Pace(limits.rowsPerSecond());
            long start = System.nanoTime();
            KeylessVerification keyless = new KeylessVerification(sides, fences, limits.mostKeylessRows(), progress);
            KeylessVerification.Result result = keyless.run();
            if (!result.differences().isEmpty()) {
                // A load may have begun meanwhile.
                fences.loads();
                result = keyless.run();
            }
            // It cannot be read in pieces: the rate is kept by a rest after it.
            pace.took(result.rowsRead(), start);
            pace.await();
            return outcome(
                    table,
                    result.sourceRows(),
                    result.warehouseRows(),
                    result.differences(),
                    0,
                    result.problem(),
                    lsn,
                    begin,
                    source);
        }
        TableVerification.Result result = new TableVerification(sides, fences, limits, progress).run();
        String problem = result.complete()
                ? ""
                : "more than " + TableVerification.MOST_DIFFERENCES
                        + " rows differ, and the rest was not looked at: load" + " it again with `./millrace resync "
                        + table + "`";
        return outcome(
                table,
                result.sourceRows(),
                result.warehouseRows(),
                result.differences(),
                result.undecided(),
                problem,
                lsn,
                begin,
                source);
    }

    private static Outcome outcome(
            TableId table,
            long sourceRows,
            long warehouseRows,
            List<Difference> differences,
            long undecided,
            String problem,
            long lsn,
            long begin,
            RowSource source) {
        return new Outcome(
                table,
                sourceRows,
                warehouseRows,
                differences,
                undecided,
                problem,
                List.of(),
                0,
                lsn,
                (System.nanoTime() - begin) / 1e9,
                source.busySeconds(),
                Map.of());
    }

    /** Empty where the warehouse does not have the table. */
    private Optional<ComparedTable> compared(TableId table) throws SQLException, NotComparable {
        Optional<TableShape> shape;
        try (Connection connection = read.connect()) {
            shape = TableShape.read(connection, table);
        }
        if (shape.isEmpty()) {
            throw new NotComparable("the source does not have it any more");
        }
        shape = shape.map(clear -> clear.protectedBy(rules));
        Optional<WarehouseTable> mirrored = warehouse.describe(table);
        return mirrored.isEmpty()
                ? Optional.empty()
                : Optional.of(ComparedTable.of(
                        shape.get().schema(),
                        shape.get().bytewise(),
                        shape.get().generated(),
                        rules,
                        mirrored.get()));
    }

    /** Which columns a rule protects, and how. */
    private Map<String, String> hidden(TableId table) throws SQLException {
        Map<String, String> hidden = new LinkedHashMap<>();
        if (!rules.isEmpty()) {
            try (Connection connection = read.connect()) {
                TableShape.read(connection, table)
                        .ifPresent(shape -> shape.schema()
                                .columns()
                                .forEach(column -> rules.of(table, column.name())
                                        .ifPresent(rule -> hidden.put(column.name(), rule.text()))));
            }
        }
        return hidden;
    }

    private void record(Outcome outcome) {
        warehouse
                .verifications()
                .write(new VerificationTable.Entry(
                        config.source().name(),
                        outcome.table().toString(),
                        Clock.systemUTC().instant(),
                        outcome.equal(),
                        outcome.sourceRows(),
                        outcome.warehouseRows(),
                        outcome.differences().size(),
                        outcome.undecided(),
                        outcome.mended(),
                        outcome.lsn(),
                        outcome.seconds(),
                        outcome.sourceSeconds(),
                        askedBy,
                        outcome.problem().isEmpty() ? String.join(" ", outcome.repaired()) : outcome.problem()));
    }

    @Override
    public void close() {
        warehouse.close();
    }
}
