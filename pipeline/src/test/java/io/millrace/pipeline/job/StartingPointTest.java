package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.warehouse.Progress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StartingPointTest {
    private static final String TOPIC = "millrace.shop.changes";

    @Test
    void startsWhereTheWarehouseEndsOrAtTheBeginning() {
        StartingPoint start =
                StartingPoint.of(log("a", Map.of(0, 0L, 1, 3L), Map.of(0, 10L, 1, 12L)), Optional.of("a"), progress(7));
        assertThat(start).isEqualTo(new StartingPoint(Map.of(0, 7L, 1, 3L), "a", Optional.empty()));
        assertThat(StartingPoint.json(TOPIC, start.offsets())).isEqualTo("{\"" + TOPIC + "\":{\"0\":7,\"1\":3}}");
    }

    @Test
    void theFirstLogIsRecordedAndNothingWasLost() {
        assertThat(StartingPoint.of(log("a", Map.of(0, 0L), Map.of(0, 10L)), Optional.empty(), progress(7)))
                .isEqualTo(new StartingPoint(Map.of(0, 7L), "a", Optional.empty()));
    }

    @Test
    void aTopicThatWasRecreatedIsReadFromItsBeginning() {
        StartingPoint start =
                StartingPoint.of(log("b", Map.of(0, 0L), Map.of(0, 900L)), Optional.of("a.3"), progress(7));
        assertThat(start.offsets()).isEqualTo(Map.of(0, 0L));
        assertThat(start.log()).isEqualTo("b");
        assertThat(start.gap())
                .contains("topic " + TOPIC
                        + " was deleted and recreated; its partitions had been read: 0 up to offset 7");
    }

    @Test
    void aLogThatEndsBeforeWhatWasReadWasCutOff() {
        StartingPoint start = StartingPoint.of(log("a", Map.of(0, 0L), Map.of(0, 6L)), Optional.of("a"), progress(7));
        assertThat(start.offsets()).isEqualTo(Map.of(0, 0L));
        assertThat(start.log()).isEqualTo("a.2");
        assertThat(start.gap().orElseThrow()).contains("partition 0 ends at offset 6 and was read up to 7");
        assertThat(StartingPoint.of(log("a", Map.of(0, 0L), Map.of(0, 6L)), Optional.of("a.2"), progress(7))
                        .log())
                .isEqualTo("a.3");
    }

    @Test
    void whatTheLogDidNotKeepIsNamedAndTheRestIsRead() {
        StartingPoint start = StartingPoint.of(log("a", Map.of(0, 9L), Map.of(0, 20L)), Optional.of("a"), progress(7));
        assertThat(start.offsets()).isEqualTo(Map.of(0, 9L));
        assertThat(start.log()).isEqualTo("a");
        assertThat(start.gap().orElseThrow()).contains("offsets 7 to 8 of partition 0");
    }

    @Test
    void aLogThatHasAnotherRecordWhereItWasReadLastWasCutOffAndHasGrownAgain() {
        Map<Integer, Progress> progress = Map.of(0, new Progress(TOPIC, 0, 7, 1, 1, 0, 5_000));
        StartingPoint start = StartingPoint.of(grown(Map.of(0, 6_000L)), Optional.of("a"), progress);
        assertThat(start.offsets()).isEqualTo(Map.of(0, 0L));
        assertThat(start.log()).isEqualTo("a.2");
        assertThat(start.gap().orElseThrow())
                .contains("partition 0 was read up to offset 7 and has another record there");

        StartingPoint same = StartingPoint.of(grown(Map.of(0, 5_000L)), Optional.of("a"), progress);
        assertThat(same).isEqualTo(new StartingPoint(Map.of(0, 7L), "a", Optional.empty()));
        assertThat(StartingPoint.of(grown(Map.of()), Optional.of("a"), progress))
                .isEqualTo(same);
        assertThat(StartingPoint.of(grown(Map.of(0, 6_000L)), Optional.of("a"), progress(7)))
                .as("progress of an earlier build")
                .isEqualTo(same);
    }

    private static StartingPoint.Log grown(Map<Integer, Long> loggedAt) {
        return new StartingPoint.Log(TOPIC, "a", Map.of(0, 0L), Map.of(0, 20L), loggedAt);
    }

    private static StartingPoint.Log log(String id, Map<Integer, Long> begin, Map<Integer, Long> end) {
        return new StartingPoint.Log(TOPIC, id, begin, end, Map.of());
    }

    private static Map<Integer, Progress> progress(long next) {
        return Map.of(0, new Progress(TOPIC, 0, next, 1, 1, 0));
    }
}
