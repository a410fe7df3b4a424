package io.millrace.bench.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** A running Millrace, by its public contract: {@code ./millrace}, Postgres, Kafka, ClickHouse. */
public final class MillraceSystem implements MeasuredSystem {
    private static final long VIEW_SECONDS = 60;
    private static final long STAGES_SECONDS = 4;

    private final MillraceCommand command;
    private final RunningStack stack;
    private final SourceDatabase source;
    private final WarehouseQuery warehouse;
    private final Topics topics;

    private MillraceSystem(MillraceCommand command, RunningStack stack) {
        this.command = command;
        this.stack = stack;
        this.source = new SourceDatabase(stack.postgres());
        this.warehouse = new WarehouseQuery(stack.clickhouse());
        this.topics = new Topics(stack.kafka(), topic -> topic.matches("millrace\\..+\\.changes.*"));
    }

    /** The stack that runs in the command's data folder. */
    public static MillraceSystem running(MillraceCommand command) throws InterruptedException {
        return new MillraceSystem(command, RunningStack.of(command));
    }

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    public SourceDatabase source() {
        return source;
    }

    @Override
    public WarehouseQuery warehouse() {
        return warehouse;
    }

    @Override
    public Map<String, Long> pids() {
        return stack.pids();
    }

    @Override
    public WarehouseNames awaitView(String table) throws InterruptedException {
        long deadline = System.nanoTime() + VIEW_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < deadline) {
            var names = warehouse.text("SELECT view_database, storage_database, name FROM millrace.tables FINAL"
                    + " WHERE source_table = '" + table + "' AND state NOT IN ('dropped', 'renamed')");
            if (!names.isEmpty()) {
                var parts = names.split("\t", -1);
                return new WarehouseNames(
                        "`" + parts[0] + "`.`" + parts[2] + "`", "`" + parts[1] + "`.`" + parts[2] + "`");
            }
            Thread.sleep(20);
        }
        throw new BenchException("the table " + table + " did not appear in the warehouse within " + VIEW_SECONDS
                + " s; does source.tables include it, and is the pipeline healthy?");
    }

    @Override
    public void pause() throws InterruptedException {
        command.run("pause");
    }

    @Override
    public void resume() throws InterruptedException {
        command.run("resume");
    }

    @Override
    public void prepareLoad(String table) {
        // It is detected once it is in the WAL.
    }

    @Override
    public void startLoad(String table) {
        source.execute("ALTER TABLE " + table + " SET LOGGED");
    }

    /** Postgres writes the whole table to its WAL. */
    @Override
    public boolean loadStartsInTheSource() {
        return true;
    }

    @Override
    public void endLoad(String table) {
        source.execute("DROP TABLE " + table);
    }

    @Override
    public long streamBytes() throws InterruptedException {
        return topics.bytes();
    }

    /** From {@code millrace.latency}: milliseconds from the commit to the row's insert, by stage. */
    @Override
    public ObjectNode stages(Instant from, Instant to) throws InterruptedException {
        // The pipeline writes its counts every few seconds.
        Thread.sleep(STAGES_SECONDS * 1_000);
        var node = JsonNodeFactory.instance.objectNode();
        try {
            for (var row : warehouse.rows("SELECT stage, q[1], q[2], q[3], most, changes FROM (SELECT stage,"
                    + " quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(quantiles) AS q, max(max) AS most,"
                    + " sum(count) AS changes FROM millrace.latency WHERE second BETWEEN fromUnixTimestamp("
                    + from.getEpochSecond() + ") AND fromUnixTimestamp(" + to.getEpochSecond()
                    + ") GROUP BY stage) ORDER BY indexOf(['capture', 'log', 'land', 'total'], stage)")) {
                var columns = row.split("\t", -1);
                var stage = node.putObject(columns[0]);
                stage.put("p50", millis(columns[1]));
                stage.put("p95", millis(columns[2]));
                stage.put("p99", millis(columns[3]));
                stage.put("max", millis(columns[4]));
                stage.put("changes", Long.parseLong(columns[5]));
            }
        } catch (IOException e) {
            throw new BenchException("millrace.latency cannot be read: " + e.getMessage(), e);
        }
        return node;
    }

    private static double millis(String micros) {
        return Math.round(Double.parseDouble(micros) / 10) / 100.0;
    }

    @Override
    public ObjectNode versions() throws InterruptedException {
        return StackFacts.versions(source, warehouse, stack.connect());
    }

    @Override
    public ObjectNode settings() throws InterruptedException {
        return StackFacts.settings(source, stack.connect(), topics.partitions(), stack.pids());
    }
}
