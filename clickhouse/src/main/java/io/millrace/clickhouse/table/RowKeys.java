package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of changes as constants in SQL. */
final class RowKeys {
    private final WarehouseTable table;
    private final List<WarehouseColumn> key;
    private final IdentityHashMap<TableSchema, ColumnBinding> bindings = new IdentityHashMap<>();

    RowKeys(WarehouseTable table) {
        this.table = table;
        Map<String, WarehouseColumn> byName = new LinkedHashMap<>();
        table.columns().forEach(column -> byName.put(column.name(), column));
        this.key = table.key().stream().map(byName::get).toList();
    }

    /** The table's columns of the key, in key order. */
    List<WarehouseColumn> key() {
        return key;
    }

    /** The same as SQL that is compared with the literals, separated by commas. */
    String columns() {
        return key.stream()
                .map(column -> KeyLiteral.compared(Identifiers.quote(column.name()), column.type()))
                .collect(Collectors.joining(", "));
    }

    /** How the change's schema fits the table. */
    ColumnBinding binding(RowChange change) {
        return bindings.computeIfAbsent(change.schema(), schema -> ColumnBinding.of(schema, table));
    }

    /** One for each column of the key. */
    List<String> literals(RowChange change) {
        List<String> literals = new ArrayList<>();
        ColumnBinding binding = binding(change);
        for (WarehouseColumn column : key) {
            int index = binding.source(table.columns().indexOf(column));
            literals.add(
                    literal(index == ColumnBinding.ABSENT ? null : change.row().values()[index], column));
        }
        return literals;
    }

    /** Where the change has the columns of the key that it has. */
    int[] places(RowChange change) {
        ColumnBinding binding = binding(change);
        return key.stream()
                .mapToInt(column -> binding.source(table.columns().indexOf(column)))
                .filter(index -> index != ColumnBinding.ABSENT)
                .toArray();
    }

    /** The same for a value of an event and the same value read back: text is compared as its bytes. */
    static String literal(@Nullable Object value, WarehouseColumn column) {
        if (value == null) {
            return "NULL";
        }
        Object plain = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value;
        return KeyLiteral.of(plain, column.type());
    }
}
