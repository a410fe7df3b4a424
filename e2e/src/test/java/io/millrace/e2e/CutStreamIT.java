package io.millrace.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.PartitionFiles;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The broker loses the end of the change stream, as a power cut can take it, and the stream grows past where it had ended. */
@Order(2)
final class CutStreamIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long CUT = 3;
    private static final int GROWN = 40;

    @Test
    void whatTheStreamLostIsLoaded() throws Exception {
        try (var stack = DrillStack.start("")) {
            stack.execute("CREATE TABLE cut (id int PRIMARY KEY, a text)");
            insert(stack, 1);
            stack.millrace().awaitCaughtUp();

            // What was read up to another record than is there now. What lies below is skipped where nobody notices.
            freeze(stack, true);
            var before = cut(stack, (partition, end) -> Math.min(CUT, end));
            grow(stack, 1_001, before);
            freeze(stack, false);
            awaitEqual(stack);
            assertThat(stack.warehouse()
                            .rows("SELECT reason FROM millrace.logs ORDER BY number DESC LIMIT 1")
                            .toString())
                    .contains("was truncated or recreated");
            stack.millrace().awaitCaughtUp(PATIENCE);
            int losses = losses(stack);
            assertThat(losses).isPositive();

            // What had not been read, and will not come again: the slot is past it.
            freeze(stack, true);
            insert(stack, 50_001);
            awaitSeen(stack);
            var read = read(stack);
            before = cut(stack, (partition, end) -> (end - read.getOrDefault(partition.intValue(), 0L)) / 2);
            grow(stack, 100_001, before);
            freeze(stack, false);
            awaitEqual(stack);
            assertThat(losses(stack)).isGreaterThan(losses);
            assertThat(Files.readString(stack.data().resolve("logs").resolve("controller.log")))
                    .contains("Changes were lost, for topic " + DrillStack.TOPIC + " was cut off");
        }
    }

    /** A transaction each, so that each is a record. */
    private static void insert(DrillStack stack, int from) throws Exception {
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            for (int id = from; id < from + GROWN; id++) {
                statement.execute("INSERT INTO cut VALUES (" + id + ", 'a')");
                LockSupport.parkNanos(30_000_000);
            }
        }
    }

    private static void freeze(DrillStack stack, boolean frozen) throws Exception {
        DrillStack.signal(stack.pid("pipeline").orElseThrow(), frozen ? "STOP" : "CONT", false);
    }

    /**
     * @param records how many to cut off a partition that ends there
     * @return the ends before
     */
    private static Map<Integer, Long> cut(DrillStack stack, BinaryOperator<Long> records) throws Exception {
        var ends = ends(stack);
        stack.whileStopped("kafka", "KILL", () -> {
            for (var end : ends.entrySet()) {
                PartitionFiles.cut(
                        stack.data().resolve("kafka").resolve("logs"),
                        DrillStack.TOPIC,
                        end.getKey(),
                        Math.toIntExact(records.apply((long) end.getKey(), end.getValue())));
            }
        });
        Awaitility.await("Kafka is back").atMost(PATIENCE).until(() -> stack.isHealthy("kafka"));
        return ends;
    }

    private static Map<Integer, Long> read(DrillStack stack) throws Exception {
        return stack
                .warehouse()
                .rows("SELECT partition, max(next_offset) FROM millrace.current_progress WHERE topic = '"
                        + DrillStack.TOPIC + "' GROUP BY partition")
                .stream()
                .collect(Collectors.toMap(
                        row -> Integer.valueOf(String.valueOf(row.get(0))),
                        row -> Long.valueOf(String.valueOf(row.get(1)))));
    }

    /** Inserts rows until each partition is longer than it was before the cut: changes that wait travel in one record. */
    private static void grow(DrillStack stack, int from, Map<Integer, Long> before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int next = from; !isLonger(stack, before); next += GROWN) {
            assertThat(System.nanoTime()).as("the stream grows again").isLessThan(deadline);
            insert(stack, next);
        }
    }

    private static boolean isLonger(DrillStack stack, Map<Integer, Long> before) throws Exception {
        return ends(stack).entrySet().stream().allMatch(end -> end.getValue() > before.getOrDefault(end.getKey(), 0L));
    }

    private static Map<Integer, Long> ends(DrillStack stack) throws Exception {
        try (var admin = stack.admin()) {
            var topic = requireNonNull(admin.describeTopics(List.of(DrillStack.TOPIC))
                    .allTopicNames()
                    .get()
                    .get(DrillStack.TOPIC));
            var partitions = topic.partitions().stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(DrillStack.TOPIC, partition.partition()),
                            partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            end -> end.getKey().partition(),
                            end -> end.getValue().offset()));
        }
    }

    /** Until the controller has recorded what is there now. */
    private static void awaitSeen(DrillStack stack) throws Exception {
        var ends = ends(stack);
        Awaitility.await("the end of the stream has been seen").atMost(PATIENCE).until(() -> {
            var seen = stack.state("change-stream");
            return ends.entrySet().stream()
                    .allMatch(end -> end.getValue() == 0
                            || seen.path(end.getKey().toString()).path(0).asLong() >= end.getValue() - 2);
        });
    }

    private static int losses(DrillStack stack) throws Exception {
        return stack.warehouse().rows("SELECT epoch FROM millrace.epochs").size();
    }

    private static void awaitEqual(DrillStack stack) {
        Awaitility.await("the table is equal")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> stack.contents().assertEqual("app", "public", "cut"));
    }
}
