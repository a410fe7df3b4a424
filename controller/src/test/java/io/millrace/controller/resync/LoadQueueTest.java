package io.millrace.controller.resync;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.controller.resync.LoadQueue.Reading;
import io.millrace.controller.resync.LoadQueue.ReadingKind;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.catalog.TableSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LoadQueueTest {
    private final LoadQueue queue = new LoadQueue();
    private int ids;

    private ResyncRequest of(String table, String condition) {
        return of(table, 0, condition);
    }

    private ResyncRequest of(String table, long oid, String condition) {
        TableId id = new TableId("public", table);
        return new ResyncRequest("" + ++ids, id, oid, List.of(), condition, "", "a test", false);
    }

    private void add(Map<String, Long> bytes, ResyncRequest... requests) {
        Map<TableId, TableSize> sizes = new HashMap<>();
        bytes.forEach((table, size) -> {
            TableId id = new TableId("public", table);
            sizes.put(id, new TableSize(id, 1_000 + table.charAt(0), size));
        });
        queue.add(List.of(requests), sizes);
    }

    private List<List<String>> order() {
        return queue.order().stream().map(LoadQueueTest::names).toList();
    }

    private static List<String> names(Reading reading) {
        return reading.merged().stream().map(request -> request.table().table()).toList();
    }

    private Reading take() {
        return queue.next(LoadQueue.kinds(), 0).orElseThrow();
    }

    @Test
    void requestsForOneTableAreServedByOneReading() {
        add(Map.of(), of("a", "x=1"), of("b", ""), of("a", "x=2"));

        assertThat(take().merged()).extracting(ResyncRequest::condition).containsExactly("(x=1\n) OR (x=2\n)");
        assertThat(take().merged()).extracting(ResyncRequest::condition).containsExactly("");
        assertThat(queue.isEmpty()).isTrue();
    }

    private ResyncRequest rows(String table, String... ids) {
        return ResyncRequest.ofRows(
                "" + ++this.ids,
                new TableId("public", table),
                0,
                Stream.of(ids).map(LoadQueueTest::key).toList(),
                "a test");
    }

    private static SourceKey key(String id) {
        return new SourceKey(List.of(new SourceKey.Part("id", id)));
    }

    @Test
    void rowsByKeysAndByConditionsAreReadTogether() {
        add(Map.of(), rows("a", "1", "2"), of("a", "x=1 -- one"), rows("a", "2", "3"));

        ResyncRequest merged = take().merged().get(0);
        assertThat(merged.rows()).containsExactly(key("1"), key("2"), key("3"));
        assertThat(merged.condition()).isEqualTo("(x=1 -- one\n)");
    }

    @Test
    void ofRequestsForRowsThatFailTogetherTheHalvesAreReadApart() {
        add(Map.of(), rows("a", "1"), rows("a", "2"), of("a", "wrong"));
        Reading all = take();
        assertThat(all.canBeSplit()).isTrue();
        queue.split(all);

        Reading first = take();
        assertThat(first.canBeSplit()).isFalse();
        assertThat(first.merged()).extracting(ResyncRequest::rows).containsExactly(List.of(key("1")));
        queue.finished(first);
        assertThat(take().merged()).extracting(ResyncRequest::condition).containsExactly("(wrong\n)");
    }

    @Test
    void aWholeTableThatFailsIsNotReadInHalves() {
        add(Map.of(), of("a", ""), of("a", ""));
        assertThat(take().canBeSplit()).isFalse();
    }

    @Test
    void whoWantsAllRowsGetsThemForAll() {
        add(Map.of(), of("a", "x=1"), of("a", ""));

        Reading reading = take();
        assertThat(reading.merged()).extracting(ResyncRequest::wholeTable).containsExactly(true);
        assertThat(reading.requests()).hasSize(2);
    }

    @Test
    void aTableThatWasDroppedAndCreatedAgainIsAnotherOne() {
        add(Map.of(), of("a", 7, ""), of("a", 8, ""), of("b", 8, ""));

        assertThat(take().tables()).extracting(List::size).containsExactly(1, 2);
    }

    @Test
    void aRequestByNameAndOneByNumberForTheSameTableBecomeOne() {
        add(Map.of("a", 1L), of("a", ""), of("a", 1_000 + 'a', ""));

        assertThat(take().tables()).extracting(List::size).containsExactly(2);
    }

    @Test
    void smallTablesAreReadTogetherBehindThoseOfWhichSomeRowsAreWanted() {
        add(Map.of(), of("a", ""), of("b", "x=1"), of("c", ""), of("d", "x=2"));

        assertThat(order()).containsExactly(List.of("b"), List.of("d"), List.of("a", "c"));
    }

    @Test
    void aLargeTableIsReadByItselfBesideTheSmallOnes() {
        add(Map.of("b", 1L << 40, "a", 100L), of("b", ""), of("a", ""), of("c", ""));

        assertThat(order()).containsExactly(List.of("a", "c"), List.of("b"));
        assertThat(names(take())).containsExactly("a", "c");
        Reading large = queue.next(Set.of(ReadingKind.LARGE), 0).orElseThrow();
        assertThat(names(large)).containsExactly("b");
        assertThat(large.kind()).isEqualTo(ReadingKind.LARGE);
    }

    @Test
    void oneReadingHasAnEnd() {
        ResyncRequest[] requests =
                IntStream.range(0, 450).mapToObj(i -> of("t" + i, "")).toArray(ResyncRequest[]::new);
        add(Map.of(), requests);

        assertThat(queue.order()).extracting(reading -> reading.tables().size()).containsExactly(200, 200, 50);
    }

    @Test
    void smallTablesThatAreLargeTogetherAreReadInTurn() {
        add(Map.of("a", 40L << 20, "b", 40L << 20, "c", 1L), of("a", ""), of("b", ""), of("c", ""));

        assertThat(order()).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void aRequestForATableThatIsBeingLoadedWaitsForTheEnd() {
        add(Map.of(), of("a", ""));
        Reading first = take();
        add(Map.of("a", 1L), of("a", ""), of("a", ""), of("b", ""));

        assertThat(names(take())).as("others do not wait").containsExactly("b");
        assertThat(queue.next(LoadQueue.kinds(), 0)).isEmpty();
        queue.finished(first);
        assertThat(take().requests()).hasSize(2);
    }

    @Test
    void ofTablesThatFailTogetherTheHalvesAreReadFirst() {
        add(Map.of(), of("a", ""), of("b", ""), of("c", ""));
        Reading all = take();
        add(Map.of(), of("d", ""));
        queue.split(all);

        assertThat(order()).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
        Reading a = take();
        queue.finished(a);
        assertThat(names(take())).containsExactly("b", "c");
    }

    @Test
    void whatCannotBeReadNowIsReadLaterAndByItself() {
        add(Map.of(), of("a", ""));
        queue.later(take(), 100);
        add(Map.of(), of("b", ""));

        assertThat(names(take())).containsExactly("b");
        assertThat(queue.next(LoadQueue.kinds(), 99)).isEmpty();
        add(Map.of(), of("c", ""), of("d", ""));
        assertThat(names(queue.next(LoadQueue.kinds(), 100).orElseThrow())).containsExactly("c", "d");
        assertThat(names(queue.next(LoadQueue.kinds(), 100).orElseThrow())).containsExactly("a");
    }
}
