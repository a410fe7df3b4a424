package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The power goes while rows land in the embedded ClickHouse, merge, and progress is recorded: all that progress has passed is there. */
final class PowerCutIT {
    private static final String SOURCE = "it_power";
    private static final String TOPIC = "millrace.it_power.changes";
    private static final int PARTITIONS = 2;
    private static final int BATCH = 10;
    private static final int ROUNDS = Boolean.getBoolean("millrace.proofs") ? 12 : 3;

    /** Parts that were merged are removed after a minute: with some rounds that come after that. */
    private static final Duration LOAD = Duration.ofSeconds(Long.getLong("millrace.drill.load", 4));

    private static PowerCut disk;
    private static TestServer<ClickHouseEmbedded> server;

    private final List<PartitionWriter> writers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        disk = new PowerCut();
        assumeTrue(disk.isPossible(), "a disk cannot be mounted here");
        server = TestServer.start(
                "clickhouse",
                folder -> new ClickHouseEmbedded(
                        Installation.current(), disk.folder().resolve("clickhouse"), LocalPorts.free(), "secret"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.kill();
            server.close();
        }
        disk.close();
    }

    @Test
    void whatProgressHasPassedIsThereAndWhatWasMadeDurable() throws Exception {
        try (ClickHouseWarehouse warehouse = open()) {
            warehouse.prepare();
            for (int i = 0; i < PARTITIONS; i++) {
                TestTable table = TestTable.of(
                        new TableId("public", "writer" + i), "id Int64", "place Nullable(String)", "n Int64");
                warehouse.evolve(table.creation());
                writers.add(new PartitionWriter(i, table));
            }
            warehouse.makeDurable();
        }
        long lost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long written = load(round);
            restart();
            lost += written - recovered();
        }
        assertThat(lost)
                .as("changes that landed without progress and went with the power")
                .isPositive();
    }

    @Test
    void anEpochAndActionsOfAnOperatorAreDurableAtOnce() throws Exception {
        try (ClickHouseWarehouse warehouse = open()) {
            warehouse.prepare();
            warehouse.beginLog(TOPIC, "first", "");
            assertThat(warehouse.epochs().begin(SOURCE, "request", "a test", 0)).isEqualTo(1);
            warehouse.beginLog(TOPIC, "second", "created again");
        }
        restart();
        try (ClickHouseWarehouse warehouse = open()) {
            assertThat(warehouse.epochs().now(SOURCE)).isEqualTo(1);
            assertThat(warehouse.log(TOPIC)).contains("second");
        }
    }

    private static void restart() throws Exception {
        disk.cut();
        server.kill();
        disk.restore();
        server.startAgain();
    }

    /** @return how many changes have landed when the power goes */
    private long load(int round) throws Exception {
        try (ClickHouseWarehouse warehouse = open()) {
            List<Thread> threads = writers.stream()
                    .map(writer -> new Thread(() -> writer.land(warehouse), "writer-" + writer.partition))
                    .toList();
            threads.forEach(Thread::start);
            long end = System.nanoTime() + LOAD.plusMillis(100L * round).toNanos();
            while (System.nanoTime() < end) {
                List<Long> landed =
                        writers.stream().map(writer -> writer.landed).toList();
                List<Long> before =
                        writers.stream().map(writer -> writer.recorded).toList();
                warehouse.record(
                        writers.stream()
                                .map(writer -> new Progress(
                                        TOPIC, writer.partition, landed.get(writer.partition), writer.landed, 0, 0))
                                .toList(),
                        List.of());
                writers.forEach(writer -> {
                    // What was recorded before was made durable with this one.
                    writer.safe = before.get(writer.partition);
                    writer.recorded = landed.get(writer.partition);
                });
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            // Changes land, and no progress is recorded.
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            writers.forEach(writer -> writer.stopped = true);
            for (Thread thread : threads) {
                thread.join();
            }
            return writers.stream().mapToLong(writer -> writer.landed).sum();
        }
    }

    /** Resets the writers to the recorded progress. */
    private long recovered() {
        long sum = 0;
        try (ClickHouseWarehouse warehouse = open();
                ClickHouseClient client =
                        new ClickHouseClient(ClickHouseConfig.of(server.server().url()))) {
            Map<Integer, Progress> progress = warehouse.progress(TOPIC);
            for (PartitionWriter writer : writers) {
                long next = Optional.ofNullable(progress.get(writer.partition))
                        .orElseThrow()
                        .nextOffset();
                assertThat(next).isGreaterThanOrEqualTo(writer.safe);
                assertThat(numbers(
                                client,
                                "SELECT id FROM " + SOURCE + "."
                                        + writer.table.table().source().table() + " WHERE id < " + next
                                        + " ORDER BY id"))
                        .as("rows of partition %s, of which %s have landed", writer.partition, writer.landed)
                        .isEqualTo(LongStream.range(0, next).boxed().toList());
                assertThat(numbers(
                                client,
                                "SELECT offset AS id FROM millrace.dead_letters WHERE topic = '" + TOPIC
                                        + "' AND partition = " + writer.partition + " AND offset < " + next
                                        + " ORDER BY id"))
                        .isEqualTo(LongStream.range(0, next)
                                .filter(PartitionWriter::isDead)
                                .boxed()
                                .toList());
                sum += next;
                writer.goOn(next);
            }
        }
        return sum;
    }

    private static List<Long> numbers(ClickHouseClient client, String sql) {
        return client.query(sql).stream().map(PowerCutIT::id).toList();
    }

    private static long id(Row row) {
        return row.integer("id");
    }

    private static ClickHouseWarehouse open() {
        return ClickHouseWarehouse.open(ClickHouseConfig.of(server.server().url()), SOURCE, SOURCE);
    }

    /** The changes of one partition, each of a row of its own; some become dead letters, too. */
    private static final class PartitionWriter {
        private final int partition;
        private final TestTable table;
        private volatile long landed;
        private volatile boolean stopped;
        private long recorded;
        private long safe;

        PartitionWriter(int partition, TestTable table) {
            this.partition = partition;
            this.table = table;
        }

        void goOn(long next) {
            landed = next;
            recorded = next;
            safe = next;
            stopped = false;
        }

        void land(ClickHouseWarehouse warehouse) {
            try {
                while (!stopped) {
                    long first = landed;
                    warehouse.insert(table.batch(IntStream.range(0, BATCH)
                            .mapToObj(i -> table.put(first + i + 1, first + i, "place", first))
                            .toArray(RowChange[]::new)));
                    warehouse.recordDeadLetters(LongStream.range(first, first + BATCH)
                            .filter(PartitionWriter::isDead)
                            .mapToObj(this::deadLetter)
                            .toList());
                    landed = first + BATCH;
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
            } catch (WarehouseException e) {
                stopped = true;
            }
        }

        static boolean isDead(long offset) {
            return offset % 100 == 99;
        }

        private DeadLetter deadLetter(long offset) {
            return new DeadLetter(
                    new StreamPosition(TOPIC, partition, offset, 1_700_000_000_000L),
                    ErrorCode.ROW_REJECTED,
                    "of a test",
                    Optional.of(table.table().source()),
                    Optional.empty(),
                    null,
                    new byte[] {1});
        }
    }
}
