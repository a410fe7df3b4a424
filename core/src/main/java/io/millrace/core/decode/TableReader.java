package io.millrace.core.decode;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of a value's schema together with one of its key's: what it takes to read the rows of a table. */
final class TableReader {
    /** Far more tables than share one spelling of their columns. */
    private static final int MAX_SCHEMAS = 1000;

    private final WireSchema schema;
    private final List<Integer> keyColumns;
    private final RowReader rows;
    private final TypeMapping types;
    private final Map<Described, TableSchema> schemas = new HashMap<>();
    private @Nullable TableSchema recent;

    /** @param keyFields fields of the key in key order, empty where records have no key */
    TableReader(WireSchema schema, List<String> keyFields, TypeMapping types, Unavailable unavailable) {
        this.schema = schema;
        this.keyColumns = keyColumns(schema, keyFields);
        this.types = types;
        this.rows = new RowReader(schema, keyColumns, types, unavailable);
    }

    private static List<Integer> keyColumns(WireSchema schema, List<String> keyFields) {
        List<Integer> indexes = new ArrayList<>();
        for (String field : keyFields) {
            int index = schema.fields().indexOf(field);
            if (index < 0) {
                throw new Rejection(
                        ErrorCode.NOT_A_CHANGE, "its key has a column that the row has not, named " + field);
            }
            indexes.add(index);
        }
        return List.copyOf(indexes);
    }

    RowReader rows() {
        return rows;
    }

    @Nullable TableId recentTable() {
        TableSchema schemaOfLast = recent;
        return schemaOfLast == null ? null : schemaOfLast.table();
    }

    /** The schema for a table and the description that came with the record: nearly always those of the record before. */
    @SuppressWarnings("ReferenceEquality") // A description is parsed once.
    TableSchema schemaOf(TableId table, @Nullable Relation relation) {
        TableSchema last = recent;
        if (last == null || last.relation() != relation || !last.table().equals(table)) {
            if (schemas.size() >= MAX_SCHEMAS) {
                schemas.clear();
            }
            last = schemas.computeIfAbsent(
                    new Described(table, relation),
                    id -> requireFit(new TableSchema(id.table(), numbered(relation), keyColumns, relation)));
            recent = last;
        }
        return last;
    }

    private TableSchema requireFit(TableSchema described) {
        for (int i = 0; i < described.columns().size(); i++) {
            types.objection(described.table(), described.columns().get(i), keyColumns.contains(i))
                    .ifPresent(objection -> {
                        throw new Rejection(ErrorCode.SCHEMA_NOT_FOLLOWED, objection);
                    });
        }
        return described;
    }

    /** The columns with the numbers that the description has for their names. */
    private List<Column> numbered(@Nullable Relation relation) {
        if (relation == null) {
            return schema.columns();
        }
        Map<String, Integer> numbers = new HashMap<>();
        relation.columns().forEach(column -> numbers.put(column.name(), column.number()));
        return schema.columns().stream()
                .map(column -> new Column(
                        column.name(), column.type(), column.nullable(), numbers.getOrDefault(column.name(), 0)))
                .toList();
    }

    private record Described(TableId table, @Nullable Relation relation) {}
}
