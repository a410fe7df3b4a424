package io.millrace.core.decode;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One version of a value's schema together with one of its key's: the reader for rows of a table. */
final class TableReader {
    /** Far more than the tables that share one set of columns. */
    private static final int MAX_SCHEMAS = 1000;

    private final WireSchema schema;
    private final List<Integer> keyColumns;
    private final RowReader rows;
    private final TypeMapping types;
    private final Map<Described, Reading> readings = new HashMap<>();
    private @Nullable Reading recent;

    /** @param keyFields fields of the key in key order, empty if records have no key */
    TableReader(WireSchema schema, List<String> keyFields, TypeMapping types) {
        this.schema = schema;
        this.keyColumns = keyColumns(schema, keyFields);
        this.types = types;
        this.rows = new RowReader(schema, keyColumns, types);
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

    /** Indexes into the columns of the row identity, in key order. */
    List<Integer> keyColumns() {
        return keyColumns;
    }

    RowReader rows() {
        return rows;
    }

    @Nullable TableId recentTable() {
        Reading last = recent;
        return last == null ? null : last.schema().table();
    }

    /**
     * The schema for a table and the description that came with the record: mostly that of the previous record. <p>NOT
     * NULL is taken from the description, which can be ahead of the rows: a row with NULL anyway gets a schema that
     * allows it.
     *
     * @param before the row before the change; null if unknown
     * @param after the row after the change; null if there is none
     */
    @SuppressWarnings("ReferenceEquality") // A description is parsed once.
    TableSchema schemaOf(
            TableId table, @Nullable Relation relation, @Nullable RowImage before, @Nullable RowImage after) {
        Reading last = recent;
        if (last == null
                || last.schema().relation() != relation
                || !last.schema().table().equals(table)) {
            last = reading(table, relation, true);
            recent = last;
        }
        return last.allows(before) && last.allows(after)
                ? last.schema()
                : reading(table, relation, false).schema();
    }

    private Reading reading(TableId table, @Nullable Relation relation, boolean strict) {
        if (readings.size() >= MAX_SCHEMAS) {
            readings.clear();
        }
        return readings.computeIfAbsent(new Described(table, relation, strict), id -> {
            List<Column> columns = described(relation, strict);
            TableSchema described = requireFit(new TableSchema(table, columns, keyColumns, relation));
            int[] notNull = IntStream.range(0, columns.size())
                    .filter(i -> schema.columns().get(i).nullable()
                            && !columns.get(i).nullable())
                    .toArray();
            return new Reading(described, notNull);
        });
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

    /**
     * The columns with their numbers from the description, by name.
     *
     * @param strict whether its NOT NULL columns hold no NULL
     */
    private List<Column> described(@Nullable Relation relation, boolean strict) {
        if (relation == null) {
            return schema.columns();
        }
        Map<String, RelationColumn> known = new HashMap<>();
        relation.columns().forEach(column -> known.put(column.name(), column));
        return schema.columns().stream()
                .map(column -> described(column, known.get(column.name()), strict))
                .toList();
    }

    private static Column described(Column column, @Nullable RelationColumn known, boolean strict) {
        return known == null
                ? column
                : new Column(
                        column.name(),
                        column.type(),
                        column.nullable() && !(strict && known.notNull()),
                        known.number());
    }

    private record Described(TableId table, @Nullable Relation relation, boolean strict) {}

    /** @param notNull columns of the schema that the rows' own description allows NULL in */
    @SuppressWarnings("ArrayRecordComponent")
    private record Reading(TableSchema schema, int[] notNull) {
        boolean allows(@Nullable RowImage row) {
            if (row != null && row.kind() != RowImage.Kind.KEY_ONLY) {
                for (int column : notNull) {
                    if (row.isNull(column)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
