package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import io.debezium.snapshot.spi.SnapshotQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads in a snapshot exactly what is streamed later: the rows of a table that the publication names, else none. Debezium
 * alone would also read tables that are not published, each partition besides its root, and with a parent table the rows of
 * the tables that inherit from it; such rows would never change again.
 *
 * <p>Set by {@code snapshot.query.mode=custom} and {@code snapshot.query.mode.custom.name=millrace}; found as {@link
 * SlotSnapshotter} is.
 */
public final class PublishedRowsQuery implements SnapshotQuery {
    /** The value of {@code snapshot.query.mode.custom.name}. */
    static final String NAME = "millrace";

    /** The setting that narrows the rows, a condition in SQL; without it, all. */
    static final String CONDITION = "millrace.condition";

    private String publication = "";
    private String condition = "";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        publication = requireNonNull(settings.get("publication.name"), "publication.name is not set")
                .toString();
        Object narrowed = settings.get(CONDITION);
        condition = narrowed == null ? "" : narrowed.toString();
    }

    /** @param table quoted, {@code "schema"."table"} */
    @Override
    public Optional<String> snapshotQuery(String table, List<String> columns) {
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        String id = text(table) + "::regclass";
        // The conditions on the catalogue hold for all rows or none: Postgres checks them once, before it reads.
        return Optional.of("SELECT " + String.join(", ", columns) + " FROM " + table
                + " WHERE EXISTS (SELECT FROM pg_catalog.pg_publication_tables WHERE pubname = " + text(publication)
                + " AND (quote_ident(schemaname) || '.' || quote_ident(tablename))::regclass = " + id + ")"
                + " AND (tableoid = " + id
                + " OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = " + id + " AND relkind = 'p'))"
                + (condition.isEmpty() ? "" : " AND (" + condition + ")"));
    }

    private static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
