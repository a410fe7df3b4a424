package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Relation;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WriterMetricsTest {
    private static final StreamPosition AT = new StreamPosition("changes", 0, 0, 0);
    private static final SourcePosition POSITION = new SourcePosition(1, 1, 0, 0, 0);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WriterMetrics metrics = new WriterMetrics(registry);

    @Test
    void descriptionsAndSnapshotMarksAreCountedAsWhatTheyAre() {
        Relation relation = new Relation(7, Rows.ORDERS, 'd', List.of(), List.of(), List.of(), false);
        metrics.event(new ChangeEvent.Described(AT, POSITION, relation));
        metrics.event(
                new ChangeEvent.SnapshotTaken(AT, POSITION, new SnapshotMark(Rows.ORDERS, 9, 5, 8, List.of(6L), 100)));
        metrics.event(new ChangeEvent.Message(AT, POSITION, "prefix", "content"));
        assertThat(count("description")).isEqualTo(1);
        assertThat(count("snapshot_mark")).isEqualTo(1);
        assertThat(count("message")).isEqualTo(1);
        assertThat(count("heartbeat")).isZero();
    }

    @Test
    void everyKindHasALabelOfItsOwn() {
        Set<String> labels = new HashSet<>();
        registry.find("millrace.events")
                .counters()
                .forEach(counter -> labels.add(counter.getId().getTag("op")));
        assertThat(labels).hasSize(ChangeEvent.Kind.values().length);
    }

    private double count(String operation) {
        return registry.get("millrace.events").tag("op", operation).counter().count();
    }
}
