package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/** The pipeline is killed, its checkpoint is damaged, and it starts again, under a load of updates and deletes on hot keys. */
@Order(2)
final class CheckpointDamageIT {
    private static final Recoveries RECOVERIES = new Recoveries();

    private static DrillStack stack;
    private static HotKeys load;
    private static CheckpointFolder folder;

    @BeforeAll
    static void start() throws Exception {
        stack = DrillStack.start("warehouse: {history: [public.hot]}\npipeline: {checkpointInterval: 5s}\n");
        load = new HotKeys(stack);
        folder = new CheckpointFolder(stack.data().resolve("pipeline").resolve("checkpoint"));
        load.awaitFlow();
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println(RECOVERIES);
        if (load != null) {
            load.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    /** What a checkpoint is found to be is tested by itself, too: {@code -Dmillrace.proofs=true} has every kind here as well. */
    @TestFactory
    Stream<DynamicTest> whateverBecomesOfTheCheckpointTheWarehouseEndsEqual() {
        var some = Stream.of(
                damage("whole", "checkpoint kept", () -> {}),
                damage("missing", "no checkpoint", folder::delete),
                damage("cut off", "(removed what a crash left: 1 files)", folder::cutOffLast),
                damage("not startable", "as the last start from it did not last", folder::changeWatermark),
                damage("behind the log", "as the change stream has no longer what follows it", () -> {
                    trimLog();
                    folder.setOffsets(0);
                }));
        var others = Stream.of(
                damage("empty", "as no batch was finished", folder::empty),
                damage("half-written", "(removed what a crash left: 2 files)", folder::leaveHalfWritten),
                damage("another Spark's", "as another version of Spark wrote it", folder::changeVersion),
                damage("no metadata", "as another version of Spark wrote it", folder::cutOffMetadata),
                damage("ahead", "as it is ahead", () -> folder.setOffsets(1_000_000_000)));
        return Stream.of(
                        some,
                        others.filter(each -> Boolean.getBoolean("millrace.proofs")),
                        Stream.of(DynamicTest.dynamicTest(
                                "the history has every version once", load::assertHistoryComplete)))
                .flatMap(each -> each);
    }

    /** @param said what the pipeline must say about it */
    private static DynamicTest damage(String kind, String said, DrillStack.Step damage) {
        return DynamicTest.dynamicTest("checkpoint " + kind, () -> {
            Awaitility.await("a batch is finished")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> folder.hasFinishedBatch());
            var log = stack.data().resolve("logs").resolve("pipeline.log");
            long before = Files.size(log);
            stack.whileStopped("pipeline", "KILL", () -> {
                folder.trust();
                damage.happen();
            });
            load.recover("checkpoint", kind, RECOVERIES);
            try (var channel = Files.newByteChannel(log)) {
                channel.position(before);
                assertThat(new String(Channels.newInputStream(channel).readAllBytes(), UTF_8))
                        .contains(said);
            }
        });
    }

    /** What has been read is not kept, as after its time of retention. */
    private static void trimLog() throws IOException, InterruptedException {
        var progress = stack.warehouse()
                .rows("SELECT partition, max(next_offset) FROM millrace.progress WHERE topic = '" + DrillStack.TOPIC
                        + "' GROUP BY partition");
        try (var admin = stack.admin()) {
            admin.deleteRecords(progress.stream()
                            .collect(Collectors.toMap(
                                    row -> new TopicPartition(
                                            DrillStack.TOPIC, Integer.parseInt(String.valueOf(row.get(0)))),
                                    row -> RecordsToDelete.beforeOffset(Long.parseLong(String.valueOf(row.get(1)))))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
