package io.millrace.connect;

import static java.util.stream.Collectors.toCollection;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.millrace.connect.stream.RelationMessage;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns were the key of a table at the moment of its changes. A deferrable primary key is none: within a transaction two
 * rows can have it. Nor are the columns that an index only includes.
 */
final class StreamedKeys {
    private static final String PRIMARY_KEY = """
            SELECT a.attname
            FROM pg_catalog.pg_class c
            LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indimmediate
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
                AND a.attnum = ANY ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1])
            WHERE c.oid = ?
            ORDER BY a.attnum""";

    private final Lookup primaryKeys;

    /** The last columns of each table. */
    private final Map<Long, Set<String>> keys = new BoundedMap<>();

    /** Asks for a table's primary key. */
    @FunctionalInterface
    interface Lookup {
        /** @return empty if the table is gone */
        Optional<Set<String>> primaryKey(long oid) throws SQLException;
    }

    StreamedKeys(Lookup primaryKeys) {
        this.primaryKeys = primaryKeys;
    }

    static Lookup of(PostgresConnection catalog) {
        return oid -> {
            Set<String> key = new LinkedHashSet<>();
            boolean[] found = new boolean[1];
            catalog.prepareQuery(PRIMARY_KEY, select -> select.setLong(1, oid), rows -> {
                while (rows.next()) {
                    found[0] = true;
                    String column = rows.getString(1);
                    if (column != null) {
                        key.add(column);
                    }
                }
            });
            return found[0] ? Optional.of(key) : Optional.empty();
        };
    }

    /**
     * Of the replica identities only an index, the primary key's or another, is a key; the whole row has the flag too.
     * Then the catalog has the key, if it does not name columns that were called otherwise at the time of the change.
     *
     * @return empty for no key, or if unknown: then old rows identify the rows
     */
    List<String> of(RelationMessage relation) throws SQLException {
        List<String> names =
                relation.columns().stream().map(RelationMessage.Column::name).toList();
        Set<String> last = keys.getOrDefault(relation.oid(), Set.of());
        Set<String> key = relation.identity() == 'd' || relation.identity() == 'i'
                ? relation.columns().stream()
                        .filter(RelationMessage.Column::identifies)
                        .map(RelationMessage.Column::name)
                        .collect(toCollection(LinkedHashSet::new))
                : primaryKeys.primaryKey(relation.oid()).orElse(last);
        if (!names.containsAll(key)) {
            key = last;
        }
        if (!names.containsAll(key)) {
            return List.of();
        }
        keys.put(relation.oid(), key);
        return List.copyOf(key);
    }
}
