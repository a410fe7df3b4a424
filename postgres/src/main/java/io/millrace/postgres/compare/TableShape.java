package io.millrace.postgres.compare;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.decode.TypeDescription;
import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table from the catalog, with its columns typed as if all values were sent as text.
 *
 * @param schema its columns in {@code attnum} order; without a key, as the warehouse decides which one is used
 * @param bytewise names of columns whose collation orders texts by their bytes
 * @param generated names of generated columns
 */
public record TableShape(TableSchema schema, Set<String> bytewise, Set<String> generated) {
    private static final int MAX_DEPTH = 20;
    private static final SourceType TEXT = TypeDescription.parse("{\"type\":\"text\"}", "text");

    /** As in {@link io.millrace.core.event.RelationQuery}, a constraint that is {@code NOT VALID} does not count. */
    private static final String COLUMNS = """
            SELECT a.attname, a.attnum,
                   a.attnotnull AND NOT EXISTS (
                       SELECT FROM pg_constraint v
                       WHERE v.conrelid = c.oid AND v.contype = 'n' AND v.conkey = ARRAY[a.attnum] AND NOT v.convalidated),
                   a.attgenerated, a.atttypid::bigint, a.atttypmod, a.attndims,
                   CASE WHEN a.attcollation = 0 THEN false
                        WHEN a.attcollation <> 100 THEN l.collcollate IN ('C', 'POSIX') OR l.collname = 'ucs_basic'
                        ELSE d.datcollate IN ('C', 'POSIX') AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') <> 'i' END AS bytewise
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_database d ON d.datname = current_database()
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    private static final String TYPE = """
            SELECT typname, typtype, typcategory, typelem::bigint, typbasetype::bigint, typtypmod, typndims, typrelid::bigint
            FROM pg_type WHERE oid = ?::bigint::oid""";

    private static final String ATTRIBUTES = """
            SELECT attname, atttypid::bigint, atttypmod, attndims
            FROM pg_attribute WHERE attrelid = ?::bigint::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    public TableShape {
        requireNonNull(schema, "schema is null");
        bytewise = Set.copyOf(bytewise);
        generated = Set.copyOf(generated);
    }

    /** Empty if there is no such table. */
    public static Optional<TableShape> read(Connection connection, TableId table) throws SQLException {
        return new Reading(new Session(connection)).shape(table);
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
        return new TableShape(new TableSchema(table, columns, schema.keyColumns()), stillBytewise, generated);
    }

    /** One query of the catalog. */
    private record Reading(Session session) {
        Optional<TableShape> shape(TableId table) throws SQLException {
            List<Column> columns = new ArrayList<>();
            Set<String> bytewise = new HashSet<>();
            Set<String> generated = new HashSet<>();
            for (List<String> row : session.rows(COLUMNS, table.schema(), table.table())) {
                String name = row.get(0);
                boolean nullable = !row.get(2).equals("t");
                ObjectNode type = type(row.get(4), Integer.parseInt(row.get(5)), Integer.parseInt(row.get(6)), 0);
                columns.add(new Column(name, wire(type, row.get(4)), nullable, Integer.parseInt(row.get(1))));
                if ("t".equals(row.get(7))) {
                    bytewise.add(name);
                }
                if (!row.get(3).isEmpty()) {
                    generated.add(name);
                }
            }
            return columns.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TableShape(new TableSchema(table, columns, List.of()), bytewise, generated));
        }

        /** Debezium has types for json and jsonb; domains over them and arrays of them are sent as text. */
        private static SourceType wire(ObjectNode type, String oid) {
            return oid.equals("114") || oid.equals("3802")
                    ? new SourceType(type.path("type").asText(), -1, -1, "string", "io.debezium.data.Json")
                    : TypeDescription.parse(type.toString(), "");
        }

        private ObjectNode type(String oid, int modifier, int dimensions, int depth) throws SQLException {
            ObjectNode type = JsonNodeFactory.instance.objectNode();
            List<List<String>> rows = session.rows(TYPE, oid);
            if (rows.isEmpty() || depth > MAX_DEPTH) {
                return type.put("type", "");
            }
            List<String> row = rows.get(0);
            String name = row.get(0);
            String kind = row.get(1);
            if (kind.equals("d")) {
                int own = Integer.parseInt(row.get(5));
                int declared = Math.max(Integer.parseInt(row.get(6)), dimensions);
                return type(row.get(4), own >= 0 ? own : modifier, declared, depth + 1);
            }
            type.put("type", name);
            boolean vector = name.equals("int2vector") || name.equals("oidvector");
            if (row.get(2).equals("A") && !vector) {
                ObjectNode inner = type(row.get(3), modifier, 0, depth + 1);
                for (int i = 1; i < dimensions; i++) {
                    inner = JsonNodeFactory.instance
                            .objectNode()
                            .put("type", name)
                            .set("of", inner);
                }
                type.set("of", inner);
            } else if (kind.equals("e")) {
                type.put("kind", kind);
            } else if (kind.equals("c")) {
                type.put("kind", kind).set("fields", attributes(row.get(7), depth));
            } else if (modifier >= 0) {
                type.put("modifier", modifier);
            }
            return type;
        }

        private ArrayNode attributes(String relation, int depth) throws SQLException {
            ArrayNode fields = JsonNodeFactory.instance.arrayNode();
            for (List<String> row : session.rows(ATTRIBUTES, relation)) {
                fields.addObject()
                        .put("name", row.get(0))
                        .set(
                                "of",
                                type(
                                        row.get(1),
                                        Integer.parseInt(row.get(2)),
                                        Integer.parseInt(row.get(3)),
                                        depth + 1));
            }
            return fields;
        }
    }
}
