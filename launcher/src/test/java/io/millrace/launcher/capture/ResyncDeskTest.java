package io.millrace.launcher.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ResyncDeskTest {
    private static ResyncRequest of(String table, String condition) {
        return new ResyncRequest(table + condition, new TableId("public", table), 0, condition, "a test");
    }

    @Test
    void requestsForOneTableAreServedByOneReading() {
        var groups = ResyncDesk.byTable(List.of(of("a", "x=1"), of("b", ""), of("a", "x=2")));

        assertThat(groups).hasSize(2);
        assertThat(ResyncDesk.condition(groups.get(0))).isEqualTo("(x=1) OR (x=2)");
        assertThat(ResyncDesk.condition(groups.get(1))).isEmpty();
    }

    @Test
    void aTableThatWasDroppedAndMadeAnewIsAnotherOne() {
        var dropped = new ResyncRequest("1", new TableId("public", "a"), 7, "", "a test");
        var made = new ResyncRequest("2", new TableId("public", "a"), 8, "", "a test");
        var renamed = new ResyncRequest("3", new TableId("public", "b"), 8, "", "a test");

        assertThat(ResyncDesk.byTable(List.of(dropped, made, renamed)))
                .containsExactly(List.of(dropped), List.of(made, renamed));
    }

    @Test
    void whoWantsAllRowsGetsThemForAll() {
        var groups = ResyncDesk.byTable(List.of(of("a", "x=1"), of("a", "")));

        assertThat(groups).hasSize(1);
        assertThat(ResyncDesk.condition(groups.get(0))).isEmpty();
    }

    private static List<List<String>> readings(Map<String, Long> bytes, ResyncRequest... requests) {
        Map<TableId, Long> sizes = new HashMap<>();
        bytes.forEach((table, size) -> sizes.put(new TableId("public", table), size));
        return ResyncDesk.inOneReading(ResyncDesk.byTable(List.of(requests)), sizes).stream()
                .map(reading -> reading.stream()
                        .map(same -> same.get(0).table().table())
                        .toList())
                .toList();
    }

    @Test
    void smallTablesAreReadTogetherBehindThoseOfWhichSomeRowsAreWanted() {
        assertThat(readings(Map.of(), of("a", ""), of("b", "x=1"), of("c", ""), of("d", "x=2")))
                .containsExactly(List.of("b"), List.of("d"), List.of("a", "c"));
    }

    @Test
    void aLargeTableIsReadByItselfBehindTheSmallOnes() {
        assertThat(readings(Map.of("b", 1L << 40, "a", 100L), of("b", ""), of("a", ""), of("c", "")))
                .containsExactly(List.of("a", "c"), List.of("b"));
    }

    @Test
    void oneReadingHasAnEnd() {
        var requests = IntStream.range(0, 450).mapToObj(i -> of("t" + i, "")).toList();

        assertThat(ResyncDesk.inOneReading(ResyncDesk.byTable(requests), Map.of()))
                .extracting(List::size)
                .containsExactly(200, 200, 50);
        assertThat(readings(Map.of("a", 40L << 20, "b", 40L << 20, "c", 1L), of("a", ""), of("b", ""), of("c", "")))
                .containsExactly(List.of("a"), List.of("b", "c"));
    }
}
