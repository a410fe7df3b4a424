package io.millrace.core.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns are written {@code name=number}; in what the warehouse knows {@code -} marks a retired one. */
final class ColumnResolutionTest {
    private static final TableId TABLE = new TableId("public", "t");

    static Stream<Arguments> cases() {
        return Stream.of(
                of("the description is of the event's shape", "id a", "id=1 a=2", "", "", "1 2", false),
                of("a column was added after the event", "id a", "id=1 a=2 b=3", "", "id=1 a=2", "1 2", false),
                of("a column was renamed after the event", "id a", "id=1 b=2", "", "id=1 a=2", "1 2", false),
                of("renamed twice, the event lies between", "id b", "id=1 c=2", "", "id=1 a=2", "1 2", false),
                of("a column was dropped after the event", "id a b", "id=1 b=3", "2", "id=1 a=2 b=3", "1 2 3", false),
                of("dropped after the event, never seen", "id a b", "id=1 b=3", "2", "", "1 2 3", false),
                of("the last one dropped, never seen", "id a", "id=1", "2", "", "1 2", false),
                of("dropped and added again, seen before", "id a", "id=1 a=3", "2", "id=1 a=2", "1 3", true),
                of("dropped and added again, both known", "id a", "id=1 a=3", "2", "id=1 -a=2 a=3", "1 3", false),
                of("names swapped after the event", "id a b", "id=1 b=2 a=3", "", "id=1 a=2 b=3", "1 2 3", false),
                of("names swapped before the event", "id b a", "id=1 b=2 a=3", "", "id=1 a=2 b=3", "1 2 3", false),
                of("no description, known by former name", "id a", null, "", "id=1 b<a=2", "1 2", false),
                of("no description, nothing known", "id a", null, "", "", "0 0", false),
                of("no description, a new column", "id a n", null, "", "id=1 a=2", "1 2 0", false),
                of("two renamed, never seen", "id a b", "id=1 c=2 d=3", "", "", "1 2 3", false),
                of("two of three could be it", "id a", "id=1 c=2 d=3", "", "", "1 0", true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void resolves(
            String what,
            String event,
            @Nullable String described,
            String dropped,
            String known,
            String numbers,
            boolean doubtful) {
        ColumnResolution resolution =
                ColumnResolution.of(schema(event, described, dropped), known.isEmpty() ? null : table(known));
        assertThat(resolution.numbers())
                .as(what)
                .containsExactly(Stream.of(numbers.split(" ", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
        assertThat(!resolution.doubt().isEmpty()).as(what).isEqualTo(doubtful);
    }

    private static Arguments of(
            String what,
            String event,
            @Nullable String described,
            String dropped,
            String known,
            String numbers,
            boolean doubtful) {
        return Arguments.of(what, event, described, dropped, known, numbers, doubtful);
    }

    private static TableSchema schema(String event, @Nullable String described, String dropped) {
        SourceType text = new SourceType("text", -1, -1, "string", "");
        List<Column> columns = Stream.of(event.split(" ", -1))
                .map(name -> new Column(name, text, true))
                .toList();
        if (described == null) {
            return new TableSchema(TABLE, columns, List.of(0));
        }
        List<RelationColumn> live = new ArrayList<>();
        for (String column : described.split(" ", -1)) {
            int equals = column.indexOf('=');
            live.add(new RelationColumn(
                    Integer.parseInt(column.substring(equals + 1)),
                    column.substring(0, equals),
                    "text",
                    false,
                    null,
                    false,
                    ""));
        }
        List<Integer> gone = dropped.isEmpty() ? List.of() : List.of(Integer.valueOf(dropped));
        return new TableSchema(
                TABLE, columns, List.of(0), new Relation(7, TABLE, 'd', List.of("id"), live, gone, false));
    }

    private static WarehouseTable table(String known) {
        List<WarehouseColumn> columns = new ArrayList<>();
        for (String column : known.split(" ", -1)) {
            int equals = column.indexOf('=');
            String name = column.substring(0, equals);
            boolean retired = name.startsWith("-");
            int former = name.indexOf('<');
            String current = name.substring(retired ? 1 : 0, former < 0 ? name.length() : former);
            ColumnOrigin origin = new ColumnOrigin(
                    Integer.parseInt(column.substring(equals + 1)),
                    current,
                    former < 0 ? List.of() : List.of(name.substring(former + 1)),
                    retired,
                    "text",
                    false,
                    false,
                    null);
            columns.add(new WarehouseColumn(column, Simple.STRING, origin));
        }
        return new WarehouseTable(TABLE, columns, List.of("id=1"));
    }
}
