package io.millrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static int hash(long oid, String... key) {
        int hash = Placement.start(oid);
        for (String value : key) {
            byte[] bytes = ("--" + value).getBytes(UTF_8);
            hash = Placement.add(hash, bytes, 2, bytes.length - 2);
        }
        return hash;
    }

    @Test
    void aPlaceNeverChanges() {
        assertThat(Placement.partition(hash(16402, "1"), 1000)).isEqualTo(131);
        assertThat(Placement.ofTable(16402, 1000)).isEqualTo(764);
    }

    @Test
    void oneValueAfterTheOtherIsNotBothAsOne() {
        assertThat(hash(1, "ab", "c")).isNotEqualTo(hash(1, "a", "bc"));
        assertThat(hash(1, "", "a")).isNotEqualTo(hash(1, "a", ""));
        assertThat(hash(1, "a")).isNotEqualTo(hash(2, "a"));
        assertThat(Placement.addAbsent(Placement.start(1))).isNotEqualTo(hash(1, ""));
    }

    @Test
    void numbersInARowSpread() {
        for (int partitions : new int[] {2, 3, 4, 16}) {
            assertThat(IntStream.range(0, 10_000)
                            .mapToObj(i -> Placement.partition(hash(16402, Integer.toString(i)), partitions))
                            .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
                            .values())
                    .hasSize(partitions)
                    .allSatisfy(count -> assertThat(count).isBetween(8_000L / partitions, 12_000L / partitions));
        }
    }

    @Test
    void rowsWithoutAKeySpreadByPagesOfTheLog() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(i -> Placement.withoutKey(16402, i * 8192L, 4))
                        .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
                        .values())
                .hasSize(4)
                .allSatisfy(count -> assertThat(count).isBetween(180L, 320L));
        assertThat(Placement.withoutKey(16402, 8192, 4)).isEqualTo(Placement.withoutKey(16402, 8200, 4));
    }
}
