package io.millrace.clickhouse;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.type.warehouse.WarehouseTypeParser;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of a test with its events. The first column is its key; a version is the LSN of a change. */
record TestTable(WarehouseTable table, TableSchema schema) {
    /** Columns as {@code name Type}; the name ends at the last space before the type. */
    static TestTable of(TableId id, String... columns) {
        List<WarehouseColumn> parsed =
                Arrays.stream(columns).map(TestTable::column).toList();
        return new TestTable(
                new WarehouseTable(id, parsed, List.of(parsed.get(0).name())),
                new TableSchema(
                        id,
                        parsed.stream()
                                .map(column ->
                                        new Column(column.name(), new SourceType("text", -1, -1, "string", ""), true))
                                .toList(),
                        List.of(0)));
    }

    static WarehouseColumn column(String text) {
        int space = text.indexOf(' ');
        return new WarehouseColumn(text.substring(0, space), WarehouseTypeParser.parse(text.substring(space + 1)));
    }

    EvolutionPlan creation() {
        return new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, position(1));
    }

    TableBatch batch(RowChange... changes) {
        return new TableBatch(table, List.of(changes));
    }

    RowChange put(long version, @Nullable Object... values) {
        return new Update(
                new StreamPosition("topic", 0, version, 1_000),
                position(version),
                schema,
                new RowImage(RowImage.Kind.FULL, values, Map.of()));
    }

    /** An update whose event does not carry every value. */
    RowChange partial(long version, @Nullable Object... values) {
        return new Update(
                new StreamPosition("topic", 0, version, 1_000),
                position(version),
                schema,
                new RowImage(RowImage.Kind.PARTIAL, values, Map.of()));
    }

    RowChange delete(long version, @Nullable Object... values) {
        return new Delete(
                new StreamPosition("topic", 0, version, 1_000),
                position(version),
                schema,
                new RowImage(RowImage.Kind.KEY_ONLY, values, Map.of()));
    }

    static SourcePosition position(long version) {
        return new SourcePosition(1, version, 0, 1_700_000_000_000_000L, 1_700_000_000_001_000L);
    }

    static BigInteger version(long version) {
        return position(version).version();
    }
}
