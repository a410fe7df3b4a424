package io.millrace.postgres.compare;

import static java.util.Objects.requireNonNull;

import io.millrace.core.decode.TypeDescription;
import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.catalog.TypeDescriptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table from the catalog, with its columns typed as if all values were sent as text.
 *
 * @param schema its columns in {@code attnum} order; without a key, as the warehouse decides which one is used
 * @param bytewise names of columns whose collation orders texts by their bytes
 * @param generated names of generated columns
 * @param partitioned whether its rows are those of its partitions
 */
public record TableShape(TableSchema schema, Set<String> bytewise, Set<String> generated, boolean partitioned) {
    private static final SourceType TEXT = TypeDescription.parse("{\"type\":\"text\"}", "text");

    /** Debezium has types for json and jsonb; domains over them and arrays of them are sent as text. */
    private static final Set<Long> DOCUMENTS = Set.of(114L, 3802L);

    /** As in {@link io.millrace.core.event.RelationQuery}, a constraint that is {@code NOT VALID} does not count. */
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, c.oid::bigint, c.relkind = 'p', a.attname, a.attnum,
                   a.attnotnull AND NOT EXISTS (
                       SELECT FROM pg_constraint v
                       WHERE v.conrelid = c.oid AND v.contype = 'n' AND v.conkey = ARRAY[a.attnum] AND NOT v.convalidated),
                   a.attgenerated <> '', a.atttypid::bigint, a.atttypmod, a.attndims,
                   CASE WHEN a.attcollation = 0 THEN false
                        WHEN a.attcollation <> 100 THEN l.collcollate IN ('C', 'POSIX') OR l.collname = 'ucs_basic'
                        ELSE d.datcollate IN ('C', 'POSIX') AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') <> 'i' END AS bytewise
            FROM unnest(?::name[], ?::name[]) AS asked(schema, name)
            JOIN pg_namespace n ON n.nspname = asked.schema
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_database d ON d.datname = current_database()
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            ORDER BY c.oid, a.attnum""";

    public TableShape {
        requireNonNull(schema, "schema is null");
        bytewise = Set.copyOf(bytewise);
        generated = Set.copyOf(generated);
    }

    /** Empty if there is no such table. */
    public static Optional<TableShape> read(Connection connection, TableId table) throws SQLException {
        return Optional.ofNullable(read(connection, List.of(table)).get(table));
    }

    /**
     * Reads many tables by three statements, regardless of their number and of their types.
     *
     * @return those that exist and have columns
     */
    public static Map<TableId, TableShape> read(Connection connection, Collection<TableId> tables) throws SQLException {
        Map<Long, Found> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text", tables.stream().map(TableId::schema).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "text", tables.stream().map(TableId::table).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    TableId table = new TableId(row.getString(1), row.getString(2));
                    boolean partitioned = row.getBoolean(4);
                    found.computeIfAbsent(row.getLong(3), oid -> new Found(table, partitioned, new ArrayList<>()))
                            .attributes()
                            .add(Attribute.of(row));
                }
            }
        }
        Map<TableId, TableShape> shapes = new LinkedHashMap<>();
        if (!found.isEmpty()) {
            TypeDescriptions types = TypeDescriptions.read(connection, List.copyOf(found.keySet()));
            found.values().forEach(table -> shapes.put(table.table(), table.shape(types)));
        }
        return shapes;
    }

    private record Found(TableId table, boolean partitioned, List<Attribute> attributes) {
        TableShape shape(TypeDescriptions types) {
            List<Column> columns = new ArrayList<>();
            Set<String> bytewise = new HashSet<>();
            Set<String> generated = new HashSet<>();
            for (Attribute attribute : attributes) {
                columns.add(attribute.column(types));
                if (attribute.bytewise()) {
                    bytewise.add(attribute.name());
                }
                if (attribute.generated()) {
                    generated.add(attribute.name());
                }
            }
            return new TableShape(new TableSchema(table, columns, List.of()), bytewise, generated, partitioned);
        }
    }

    private record Attribute(
            String name,
            int number,
            boolean nullable,
            boolean generated,
            long type,
            int modifier,
            int dimensions,
            boolean bytewise) {
        static Attribute of(ResultSet row) throws SQLException {
            return new Attribute(
                    row.getString(5),
                    row.getInt(6),
                    !row.getBoolean(7),
                    row.getBoolean(8),
                    row.getLong(9),
                    row.getInt(10),
                    row.getInt(11),
                    row.getBoolean(12));
        }

        Column column(TypeDescriptions types) {
            SourceType wire = DOCUMENTS.contains(type)
                    ? new SourceType(types.baseName(type), -1, -1, "string", "io.debezium.data.Json")
                    : TypeDescription.parse(types.json(type, modifier, dimensions), "");
            return new Column(name, wire, nullable, number);
        }
    }

    /** The table under the column rules: without dropped columns, with text for other protected ones. */
    public TableShape protectedBy(ColumnRules rules) {
        TableId table = schema.table();
        if (schema.columns().stream()
                .allMatch(column -> rules.of(table, column.name()).isEmpty())) {
            return this;
        }
        List<Column> columns = new ArrayList<>();
        Set<String> stillBytewise = new HashSet<>(bytewise);
        for (Column column : schema.columns()) {
            Optional<Protection> rule = rules.of(table, column.name());
            if (rule.isEmpty()) {
                columns.add(column);
            } else if (rule.get() != Protection.DROP) {
                columns.add(new Column(column.name(), TEXT, column.nullable(), column.number()));
                stillBytewise.remove(column.name());
            }
        }
        return new TableShape(
                new TableSchema(table, columns, schema.keyColumns()), stillBytewise, generated, partitioned);
    }
}
