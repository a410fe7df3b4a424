package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.snapshot.spi.SnapshotQuery;
import io.debezium.spi.snapshot.Snapshotter;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SnapshotPluginsTest {
    private final SlotSnapshotter snapshotter = new SlotSnapshotter();

    @Test
    void aFirstStartReadsAndThenStreamsFromTheSlot() {
        assertThat(snapshotter.shouldSnapshotData(false, false)).isTrue();
        assertThat(snapshotter.shouldStreamEventsStartingFromSnapshot()).isFalse();
    }

    @Test
    void anInterruptedSnapshotIsReadAgainAfterTheStreamHasCaughtUp() {
        assertThat(snapshotter.shouldSnapshotData(true, true)).isTrue();
        assertThat(snapshotter.shouldStreamEventsStartingFromSnapshot()).isFalse();
    }

    @Test
    void aRestartStreamsWithoutCatchingUpFirst() {
        assertThat(snapshotter.shouldSnapshotData(true, false)).isFalse();
        assertThat(snapshotter.shouldStreamEventsStartingFromSnapshot()).isTrue();
    }

    @Test
    void whatFollowsAFinishedSnapshotIsAPlainRestart() {
        snapshotter.shouldSnapshotData(false, false);
        snapshotter.snapshotCompleted();

        assertThat(snapshotter.shouldStreamEventsStartingFromSnapshot()).isTrue();
    }

    @Test
    void onlyRowsOfPublishedTablesAreRead() {
        PublishedRowsQuery query = new PublishedRowsQuery();
        query.configure(Map.of("publication.name", "mill's"));

        assertThat(query.snapshotQuery("\"public\".\"o'rders\"", List.of("\"id\"", "\"note\"")))
                .hasValueSatisfying(sql -> assertThat(sql)
                        .startsWith("SELECT \"id\", \"note\" FROM \"public\".\"o'rders\" WHERE EXISTS")
                        .contains("pubname = 'mill''s'", "= '\"public\".\"o''rders\"'::regclass"));
        assertThat(query.snapshotQuery("\"public\".\"t\"", List.of())).isEmpty();
    }

    @Test
    void bothAreFoundAsServices() {
        assertThat(ServiceLoader.load(Snapshotter.class)).hasAtLeastOneElementOfType(SlotSnapshotter.class);
        assertThat(ServiceLoader.load(SnapshotQuery.class)).hasAtLeastOneElementOfType(PublishedRowsQuery.class);
    }
}
