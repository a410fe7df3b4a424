package io.millrace.controller.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.compare.ReadReplica;
import io.millrace.wiring.SourceWiring;
import io.millrace.wiring.WarehouseWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Compares tables of a source with their copies, and records the results. One wait for the stream serves all tables;
 * those that are equal then need no other.
 */
public final class Verification implements AutoCloseable {
    /** A statement of the source that reads one piece of a table. */
    private static final Duration STATEMENT = Duration.ofMinutes(5);

    private static final Duration BARRIER = Duration.ofMinutes(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Config config;
    private final VerificationOrigin origin;
    private final PostgresUrl primary;
    private final Tools tools;
    private final VerificationLog log;

    /** What comparing a table needs. */
    record Tools(
            Config config,
            ClickHouseWarehouse warehouse,
            SourceReaders readers,
            CatchUpBarrier barrier,
            ColumnRules rules,
            VerifyLimits limits,
            RateLimiter rateLimiter,
            Lease lease) {
        Repair repair(TablePair pair) {
            return new Repair(config, limits, pair, barrier, warehouse, lease, Clock.systemUTC());
        }
    }

    /** Receives progress, from several threads. */
    public interface Listener {
        /** More rows of a table have been read in the source. */
        void rows(TableId table, long more);

        /** A table's result is known. */
        void outcome(Outcome outcome);

        /** A result could not be recorded in the warehouse; a sentence without a full stop. */
        void unrecorded(String why);
    }

    /**
     * @param config complete
     * @param limits what it may take
     * @param origin why tables are compared
     * @param lease asked before anything is repaired
     */
    public Verification(Config config, VerifyLimits limits, VerificationOrigin origin, Lease lease) {
        this.config = config;
        this.origin = origin;
        this.primary = SourceWiring.reads(config);
        PostgresUrl read = limits.replica().map(PostgresUrl::parse).orElse(primary);
        ClickHouseConfig client = WarehouseWiring.client(config)
                .withMaxConnections(Math.max(limits.readers(), limits.recheckers()) + 1)
                .withTimeouts(CONNECT, STATEMENT);
        ClickHouseWarehouse warehouse = WarehouseWiring.open(config, client);
        warehouse.prepare();
        this.tools = new Tools(
                config,
                warehouse,
                new SourceReaders(read, STATEMENT),
                new CatchUpBarrier(
                        config, limits.replica().map(url -> new ReadReplica(primary, read)), BARRIER, limits.loads()),
                SourceWiring.columnRules(config.source()),
                limits,
                new RateLimiter(limits.rowsPerSecond()),
                lease);
        this.log = new VerificationLog(warehouse, config.source().name(), origin, Clock.systemUTC());
    }

    /** The captured tables, by schema and name. */
    public List<TableId> tables() throws SQLException {
        try (Connection connection = primary.connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1)).tables();
        }
    }

    /**
     * Compares tables. Each gets its result, whatever fails for others.
     *
     * @param repairs whether to repair what differs
     * @throws ControllerException if the replica does not follow the source
     */
    public void verify(List<TableId> tables, boolean repairs, Listener listener) throws InterruptedException {
        Listener recorded = new Listener() {
            @Override
            public void rows(TableId table, long more) {
                listener.rows(table, more);
            }

            @Override
            public void outcome(Outcome outcome) {
                record(outcome, listener);
            }

            @Override
            public void unrecorded(String why) {
                listener.unrecorded(why);
            }
        };
        try {
            tools.barrier().examineReplica();
        } catch (SQLException e) {
            throw new ControllerException("the source does not answer: " + e.getMessage(), e);
        }
        new VerificationRound(tools, repairs, recorded).run(tables);
        try {
            log.flush();
        } catch (WarehouseException e) {
            listener.unrecorded("the result could not be recorded: " + e.getMessage());
        }
    }

    /** Records what is known of a table without comparing it. */
    public void record(Outcome outcome, Listener listener) {
        // Another controller may compare the same tables for the same request by now.
        tools.lease().require();
        log.add(outcome);
        listener.outcome(outcome);
    }

    /** Removes what a run for the same request has recorded that was interrupted. */
    public void forgetRun() {
        tools.lease().confirm();
        tools.warehouse().verifications().forget(config.source().name(), origin.request());
    }

    @Override
    public void close() {
        tools.barrier().close();
        tools.readers().close();
        tools.warehouse().close();
    }
}
