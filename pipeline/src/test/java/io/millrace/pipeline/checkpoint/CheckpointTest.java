package io.millrace.pipeline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
    private static final String TOPIC = "millrace.shop.changes";

    @TempDir
    Path folder;

    @Test
    void aMissingCheckpointStartsFromTheWarehouse() throws IOException {
        assertThat(Checkpoint.at(folder.resolve("none").toUri(), Map.of()).prepare(TOPIC, Map.of(0, 5L), Map.of()))
                .startsWith("no checkpoint");
    }

    @Test
    void aCheckpointThatAgreesWithTheWarehouseIsKept() throws IOException {
        batch(0, 10, 20);
        batch(1, 30, 40);
        assertThat(prepare(Map.of(0, 30L, 1, 41L))).isEqualTo("checkpoint kept");
        assertThat(folder.resolve("offsets/1")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v", "v1\n", "v1\n{\"batchW", "v1\n{}\n{\"millrace.shop.changes\":{\"0\":3"})
    void aHalfWrittenLastFileIsRemovedAndTheOneBeforeItHolds(String left) throws IOException {
        batch(0, 10, 20);
        Files.writeString(folder.resolve("offsets/1"), left);
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).startsWith("checkpoint kept (removed");
        assertThat(folder.resolve("offsets/1")).doesNotExist();
        assertThat(folder.resolve("offsets/0")).exists();
    }

    @Test
    void aHalfWrittenCommitMeansThatItsBatchWasNotFinished() throws IOException {
        batch(0, 10, 20);
        batch(1, 30, 40);
        Files.writeString(folder.resolve("commits/1"), "");
        assertThat(prepare(Map.of(0, 30L, 1, 40L))).contains("deleted, as its last batch was not finished");
        assertThat(folder).doesNotExist();
    }

    @Test
    void unfinishedFilesAreCleared() throws IOException {
        batch(0, 10, 20);
        Path unfinished = folder.resolve("offsets/.1.x" + DurableFile.UNFINISHED);
        Files.writeString(unfinished, "v1");
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).startsWith("checkpoint kept");
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aCheckpointAheadOfTheWarehouseIsSetAside() throws IOException {
        batch(0, 10, 20);
        assertThat(prepare(Map.of(0, 10L, 1, 19L))).contains("ahead of what the warehouse");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aCheckpointFarBehindIsSetAside() throws IOException {
        batch(0, 0, 0);
        assertThat(prepare(Map.of(0, Checkpoint.MAX_REPLAY, 1, 1L))).contains("replay 10001 records");
    }

    @Test
    void aCheckpointOfOtherPartitionsIsSetAside() throws IOException {
        batch(0, 10, 20);
        assertThat(prepare(Map.of(0, 10L))).contains("deleted, as it is not of");
    }

    @Test
    void aCheckpointWithoutAFinishedBatchIsSetAside() throws IOException {
        Files.createDirectories(folder.resolve("sources/0"));
        Files.writeString(folder.resolve("sources/0/0"), "v1\n{}");
        assertThat(prepare(Map.of(0, 0L))).contains("no batch was finished");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aCheckpointOfAnotherSparkIsSetAside() throws IOException {
        batch(0, 10, 20);
        Files.writeString(folder.resolve("offsets/0"), "v7\n{}\n{\"" + TOPIC + "\":{\"0\":10,\"1\":20}}");
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).contains("another version of Spark");
        batch(0, 10, 20);
        Files.writeString(folder.resolve("metadata"), "");
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).contains("another version of Spark");
    }

    @Test
    void aCheckpointFromWhichAStartDidNotLastIsSetAside() throws IOException {
        batch(0, 10, 20);
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).isEqualTo("checkpoint kept");
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).contains("did not last");
        batch(0, 10, 20);
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).isEqualTo("checkpoint kept");
        Checkpoint.at(folder.toUri(), Map.of()).works();
        assertThat(prepare(Map.of(0, 10L, 1, 20L))).isEqualTo("checkpoint kept");
    }

    @Test
    void aCheckpointBehindTheOldestRecordIsDeletedHoweverLittleItWouldReplay() throws IOException {
        batch(0, 10, 20);
        assertThat(Checkpoint.at(folder.toUri(), Map.of())
                        .prepare(TOPIC, Map.of(0, 12L, 1, 20L), Map.of(0, 10L, 1, 20L)))
                .isEqualTo("checkpoint kept");
        Checkpoint.at(folder.toUri(), Map.of()).works();
        assertThat(Checkpoint.at(folder.toUri(), Map.of())
                        .prepare(TOPIC, Map.of(0, 12L, 1, 20L), Map.of(0, 11L, 1, 20L)))
                .startsWith("checkpoint deleted, as the change stream has no longer what follows it in partition 0");
    }

    private String prepare(Map<Integer, Long> start) throws IOException {
        return Checkpoint.at(folder.toUri(), Map.of()).prepare(TOPIC, start, Map.of());
    }

    private void batch(int number, long first, long second) throws IOException {
        Files.createDirectories(folder.resolve("offsets"));
        Files.createDirectories(folder.resolve("commits"));
        Files.writeString(folder.resolve("metadata"), "{\"id\":\"b9c4\"}");
        Files.writeString(
                folder.resolve("offsets/" + number),
                "v1\n{\"batchWatermarkMs\":0}\n{\"" + TOPIC + "\":{\"0\":" + first + ",\"1\":" + second + "}}");
        Files.writeString(folder.resolve("commits/" + number), "v1\n{\"nextBatchWatermarkMs\":0}");
    }
}
