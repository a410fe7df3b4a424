package io.millrace.controller.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SmallTablesTest {
    private static List<Integer> sizes(int tables, int readers) {
        List<Integer> all = IntStream.range(0, tables).boxed().toList();
        List<List<Integer>> groups = List.copyOf(SmallTables.groups(all, readers));
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(all);
        return groups.stream().map(List::size).toList();
    }

    @Test
    void everyReaderHasWorkAndNoStatementReadsMoreThanTwentyTables() {
        assertThat(sizes(0, 4)).isEmpty();
        assertThat(sizes(1, 4)).containsExactly(1);
        assertThat(sizes(4, 4)).containsExactly(1, 1, 1, 1);
        assertThat(sizes(10, 4)).containsExactly(3, 3, 3, 1);
        assertThat(sizes(45, 2)).containsExactly(20, 20, 5);
    }
}
