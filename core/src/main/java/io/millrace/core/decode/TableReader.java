package io.millrace.core.decode;

import io.millrace.core.error.ErrorCode;
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
    private final WireSchema schema;
    private final List<Integer> keyColumns;
    private final RowReader rows;
    private final Map<TableId, TableSchema> schemas = new HashMap<>();
    private @Nullable TableSchema recent;

    /** @param keyFields fields of the key in key order, empty where records have no key */
    TableReader(WireSchema schema, List<String> keyFields, TypeMapping types, Unavailable unavailable) {
        this.schema = schema;
        this.keyColumns = keyColumns(schema, keyFields);
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

    /** The schema for a table: nearly always that of the record before. */
    TableSchema schemaOf(TableId table) {
        TableSchema last = recent;
        if (last == null || !last.table().equals(table)) {
            last = schemas.computeIfAbsent(table, id -> new TableSchema(id, schema.columns(), keyColumns));
            recent = last;
        }
        return last;
    }
}
