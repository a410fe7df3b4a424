package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides how a table of the warehouse follows its source. Pure and stateless.
 *
 * <p>A plan only ever widens: columns that the source lacks stay, a column keeps its type (values are converted, or go to
 * the misfits), NOT NULL is dropped and never set again. So an older schema, from a slower partition or a replay, undoes
 * nothing, and planning again after a step was carried out gives nothing to do.
 */
public final class Evolution {
    private final TypeMapping types;

    public Evolution(TypeMapping types) {
        this.types = types;
    }

    /**
     * What is left to do so that rows of {@code source} can be inserted; empty for nothing.
     *
     * @param current the table as the warehouse has it, empty where it is missing
     * @param source the schema of the rows, with a key
     * @param at where the schema was seen
     */
    public Optional<EvolutionPlan> plan(Optional<WarehouseTable> current, TableSchema source, SourcePosition at) {
        if (current.isEmpty()) {
            WarehouseTable created = create(source);
            return Optional.of(new EvolutionPlan(List.of(new SchemaChange.CreateTable(created)), created, at));
        }
        WarehouseTable table = current.get();
        List<SchemaChange> changes = changes(table, source);
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(new EvolutionPlan(changes, apply(table, changes), at));
    }

    private WarehouseTable create(TableSchema source) {
        List<WarehouseColumn> columns = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            columns.add(column(source, i));
        }
        List<String> key = source.keyColumns().stream()
                .map(index -> source.columns().get(index).name())
                .toList();
        return new WarehouseTable(source.table(), columns, key);
    }

    private List<SchemaChange> changes(WarehouseTable table, TableSchema source) {
        Map<String, WarehouseColumn> present = new LinkedHashMap<>();
        table.columns().forEach(column -> present.put(column.name(), column));
        List<SchemaChange> changes = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            WarehouseColumn there = present.get(column.name());
            if (there == null) {
                changes.add(new SchemaChange.AddColumn(column(source, i)));
            } else if (column.nullable() && !table.key().contains(column.name())) {
                WarehouseType nullable = TypeMapping.nullable(there.type());
                if (!nullable.equals(there.type())) {
                    changes.add(new SchemaChange.DropNotNull(new WarehouseColumn(there.name(), nullable)));
                }
            }
        }
        return changes;
    }

    private WarehouseColumn column(TableSchema source, int index) {
        Column column = source.columns().get(index);
        boolean inKey = source.keyColumns().contains(index);
        return new WarehouseColumn(column.name(), types.map(column, inKey).type());
    }

    /** The table after the changes. */
    public static WarehouseTable apply(WarehouseTable table, List<SchemaChange> changes) {
        WarehouseTable result = table;
        for (SchemaChange change : changes) {
            result = apply(result, change);
        }
        return result;
    }

    private static WarehouseTable apply(WarehouseTable table, SchemaChange change) {
        if (change instanceof SchemaChange.CreateTable create) {
            return create.table();
        }
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        if (change instanceof SchemaChange.AddColumn add) {
            columns.add(add.column());
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            columns.replaceAll(column -> column.name().equals(drop.column().name()) ? drop.column() : column);
        }
        return new WarehouseTable(table.source(), columns, table.key());
    }
}
