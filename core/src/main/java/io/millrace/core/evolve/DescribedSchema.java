package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schema that rows of a described table would have: for DDL that no row reflects. Types that only a row determines
 * (enums, domains, arrays, extensions) are text until one arrives.
 */
public final class DescribedSchema {
    private static final String TIME = "io.debezium.time.";
    private static final String DATA = "io.debezium.data.";
    private static final Pattern TYPE = Pattern.compile("([^(\\[]+?)(?:\\((\\d+)(?:,(-?\\d+))?\\))?( with.*)?");

    private static final SourceType TEXT = new SourceType("text", -1, -1, "string", "");

    /** Name in {@code pg_type}, Connect type and schema name by what {@code format_type} writes. */
    private static final Map<String, SourceType> TYPES = Map.ofEntries(
            entry("boolean", "bool", "boolean", ""),
            entry("smallint", "int2", "int16", ""),
            entry("integer", "int4", "int32", ""),
            entry("bigint", "int8", "int64", ""),
            entry("real", "float4", "float", ""),
            entry("double precision", "float8", "double", ""),
            entry("numeric", "numeric", "string", ""),
            entry("text", "text", "string", ""),
            entry("character varying", "varchar", "string", ""),
            entry("character", "bpchar", "string", ""),
            entry("uuid", "uuid", "string", DATA + "Uuid"),
            entry("json", "json", "string", DATA + "Json"),
            entry("jsonb", "jsonb", "string", DATA + "Json"),
            entry("bytea", "bytea", "string", ""),
            entry("date", "date", "int32", TIME + "Date"),
            entry("timestamp without time zone", "timestamp", "int64", TIME + "MicroTimestamp"),
            entry("timestamp with time zone", "timestamptz", "string", TIME + "ZonedTimestamp"));

    private DescribedSchema() {}

    public static TableSchema of(Relation relation) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RelationColumn column : relation.columns()) {
            // Only rows show whether generated columns are published.
            if (column.generated().isEmpty()) {
                columns.add(new Column(
                        column.name(), type(column.type()).orElse(TEXT), !column.notNull(), column.number()));
                names.add(column.name());
            }
        }
        boolean hasKey = names.containsAll(relation.key());
        List<Integer> key = hasKey ? relation.key().stream().map(names::indexOf).toList() : List.of();
        return new TableSchema(relation.table(), columns, key, relation);
    }

    /** Empty if only a row determines how values travel. */
    static Optional<SourceType> type(String text) {
        Matcher parts = TYPE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(4) == null ? parts.group(1) : parts.group(1) + parts.group(4);
        SourceType type = TYPES.get(name);
        return type == null
                ? Optional.empty()
                : Optional.of(new SourceType(
                        type.name(), number(parts.group(2)), number(parts.group(3)), type.wireType(), type.wireName()));
    }

    private static int number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? -1 : Integer.parseInt(digits);
    }

    private static Map.Entry<String, SourceType> entry(String text, String name, String wireType, String wireName) {
        return Map.entry(text, new SourceType(name, -1, -1, wireType, wireName));
    }
}
