package io.millrace.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final Measured MEASURED = new Measured(
            Map.of("postgres", 8.0, "connect", 5.0, "kafka", 2.0, "pipeline", 10.0, "clickhouse", 8.0),
            100,
            50,
            10_000,
            512);

    @Test
    void needsFollowFromTheCostOfAChange() {
        Map<String, Double> needs =
                Sizing.of(MEASURED, Demand.of(100_000, 1_000)).needs();

        assertThat(needs)
                .containsEntry("cores of Spark executors", 2.0)
                .containsEntry("cores of Kafka", 1.2)
                .containsEntry("partitions and task slots of Spark", 2.0)
                .containsEntry("slots and Connect tasks", 2.0)
                .containsEntry("source servers at least", 1.0)
                .containsEntry("inserts/s into ClickHouse", 100.0)
                .containsEntry("cores of ClickHouse for inserts of many tables", 4.0)
                .containsEntry("Kafka writes, MB/s", 30.0);
        assertThat(needs.get("Kafka disk for the outage, TB")).isCloseTo(2.592, within(0.001));
    }

    @Test
    void whatBreaksFirstComesFirst() {
        assertThat(Sizing.of(MEASURED, Demand.of(100_000, 1)).limits())
                .extracting(Sizing.Limit::part)
                .startsWith("one partition", "one slot")
                .contains("one source, any number of slots");
    }

    @Test
    void slotsOfOneSourceShareWhatEachOfThemMustRead() {
        Sizing sizing = Sizing.of(MEASURED, Demand.of(1_000_000, 1));
        // 62,500 a slot, and as each pays half for what is not its own, 125,000 for all of them.
        assertThat(sizing.needs()).containsEntry("source servers at least", 8.0);
    }
}
