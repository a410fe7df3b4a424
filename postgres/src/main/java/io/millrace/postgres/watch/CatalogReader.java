package io.millrace.postgres.watch;

import static java.util.Objects.requireNonNullElse;

import io.millrace.core.event.RelationQuery;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.ProtectedRelation;
import io.millrace.postgres.Session;
import io.millrace.postgres.watch.CatalogState.Heap;
import io.millrace.postgres.watch.CatalogState.Label;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a {@link CatalogState} and related data from the catalog. */
final class CatalogReader implements RowProbe {
    /** Insufficient privilege; undefined table. */
    private static final Set<String> UNREADABLE = Set.of("42501", "42P01");

    private static final String SOURCE = """
            SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()), oid, ?)
            FROM pg_database WHERE datname = current_database()""";

    private static final String PUBLISHED = " AND EXISTS (SELECT FROM pg_publication_tables p"
            + " WHERE p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname) ORDER BY c.oid";

    /**
     * A leaf's {@code born}: CREATE TABLE … PARTITION OF writes the table's type and its place under the parent in one
     * transaction, the columns by an earlier command. ATTACH writes the columns again, by the same command as the place.
     *
     * <p>Of a table that is no partition: CREATE TABLE writes its columns and those of the system by one command, DETACH writes
     * all of the former again.
     */
    private static final String HEAPS = """
            WITH RECURSIVE t AS (
                SELECT c.oid, c.oid AS root, c.relpersistence = 'p' AND p.pubname IS NOT NULL AS published,
                       c.relkind = 'p' OR EXISTS (
                           SELECT FROM pg_attribute s JOIN pg_attribute a USING (attrelid)
                           WHERE s.attrelid = c.oid AND s.attnum = -1 AND a.attnum > 0
                             AND a.xmin = s.xmin AND a.cmin = s.cmin) AS born
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_publication_tables p
                    ON p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence IN ('p', 'u')
                  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                UNION ALL
                SELECT c.oid, t.root, t.published,
                       t.born AND EXISTS (SELECT FROM pg_type y WHERE y.oid = c.reltype AND y.xmin = h.xmin)
                              AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                                              AND a.xmin = h.xmin AND a.cmin = h.cmin)
                FROM t JOIN pg_inherits h ON h.inhparent = t.oid JOIN pg_class c ON c.oid = h.inhrelid
                WHERE c.relispartition)
            SELECT t.oid, t.root, t.published, c.relfilenode, c.reltoastrelid, t.born
            FROM t JOIN pg_class c ON c.oid = t.oid WHERE c.relkind = 'r'
            """;

    /** A partition of a table that is not published can be published on its own. */
    private static final String GONE = """
            SELECT o FROM unnest(?::oid[]) o
            WHERE NOT EXISTS (
                SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = o AND (NOT c.relispartition OR EXISTS (
                    SELECT FROM pg_publication_tables p
                    WHERE p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname)))
            ORDER BY o""";

    private static final String LABELS = "SELECT oid, enumtypid, enumlabel FROM pg_enum";

    private static final String EXPRESSIONS = """
            SELECT d.adrelid, d.adnum, d.oid FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attgenerated = 's'
            """;

    /** Arrays, domains, ranges and composites of a type, recursively. */
    private static final String TABLES_OF_TYPE = """
            WITH RECURSIVE u AS (
                SELECT ?::oid AS oid
                UNION
                SELECT y.oid FROM u, pg_type y
                WHERE y.typelem = u.oid OR y.typbasetype = u.oid
                   OR y.oid IN (SELECT rngtypid FROM pg_range WHERE rngsubtype = u.oid
                                UNION ALL SELECT rngmultitypid FROM pg_range WHERE rngtypid = u.oid)
                   OR y.typtype = 'c' AND y.typrelid IN (SELECT a.attrelid FROM pg_attribute a
                        WHERE a.atttypid = u.oid AND a.attnum > 0 AND NOT a.attisdropped))
            SELECT DISTINCT a.attrelid FROM pg_attribute a JOIN u ON u.oid = a.atttypid
            WHERE a.attnum > 0 AND NOT a.attisdropped
            """;

    /** System columns are written when the table is created, and never again. */
    private static final String TYPES_CHANGED = """
            WITH RECURSIVE t(oid, made, command) AS (
                SELECT attrelid, xmin, cmin::text::bigint FROM pg_attribute WHERE attrelid = ?::oid AND attnum = -1),
            u(oid) AS (
                SELECT a.atttypid FROM pg_attribute a JOIN t ON t.oid = a.attrelid
                WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384
                UNION
                SELECT inner_type.oid FROM u JOIN pg_type y ON y.oid = u.oid
                CROSS JOIN LATERAL (
                    SELECT y.typelem WHERE y.typcategory = 'A'
                    UNION ALL SELECT y.typbasetype WHERE y.typtype = 'd'
                    UNION ALL SELECT r.rngsubtype FROM pg_range r
                        WHERE y.typtype IN ('r', 'm') AND y.oid IN (r.rngtypid, r.rngmultitypid)
                    UNION ALL SELECT b.atttypid FROM pg_attribute b
                        WHERE y.typtype = 'c' AND b.attrelid = y.typrelid AND b.attnum > 0 AND NOT b.attisdropped
                ) inner_type(oid))
            SELECT EXISTS (
                SELECT FROM t, u JOIN pg_type y ON y.oid = u.oid
                CROSS JOIN LATERAL (
                    SELECT b.xmin, b.cmin::text::bigint FROM pg_attribute b
                    WHERE y.typtype = 'c' AND b.attrelid = y.typrelid AND b.attnum > 0
                    UNION ALL SELECT e.xmin, e.cmin::text::bigint FROM pg_enum e WHERE e.enumtypid = y.oid
                ) part(written, command)
                WHERE age(part.written) < age(t.made) OR part.written = t.made AND part.command > t.command)
            """;

    private final Session session;
    private final String publication;
    private final ColumnRules rules;

    CatalogReader(Session session, String publication, ColumnRules rules) {
        this.session = session;
        this.rules = rules;
        this.publication = publication;
    }

    /** @param mark a transaction id; all before it have ended */
    CatalogState state(long mark) throws SQLException {
        boolean everyTable = session.truth("SELECT puballtables FROM pg_publication WHERE pubname = ?", publication);
        boolean computedPublished = session.truth(
                "SELECT to_jsonb(p) ->> 'pubgencols' = 's' FROM pg_publication p WHERE pubname = ?", publication);
        Map<Long, Heap> heaps = heaps();
        Map<Long, Label> labels = labels();
        Map<Long, Map<Integer, Long>> expressions = expressions();
        // Last: catalog functions ignore the snapshot, and other data of a table counts only if the table is known.
        Map<Long, String> relations = relations();
        return new CatalogState(source(), mark, everyTable, computedPublished, relations, heaps, labels, expressions);
    }

    String source() throws SQLException {
        return session.text(SOURCE, publication).orElse("");
    }

    private Map<Long, String> relations() throws SQLException {
        Map<Long, String> relations = new HashMap<>();
        for (List<String> row : session.rows(RelationQuery.TABLES + PUBLISHED, publication)) {
            relations.put(RelationText.oid(row.get(0)), ProtectedRelation.of(row.get(0), rules));
        }
        return relations;
    }

    private Map<Long, Heap> heaps() throws SQLException {
        Map<Long, Heap> heaps = new HashMap<>();
        for (List<String> row : session.rows(HEAPS, publication)) {
            heaps.put(
                    Long.valueOf(row.get(0)),
                    new Heap(
                            Long.parseLong(row.get(1)),
                            row.get(2).equals("t"),
                            Long.parseLong(row.get(3)),
                            Long.parseLong(row.get(4)),
                            row.get(5).equals("t")));
        }
        return heaps;
    }

    private Map<Long, Label> labels() throws SQLException {
        Map<Long, Label> labels = new HashMap<>();
        for (List<String> row : session.rows(LABELS)) {
            labels.put(Long.valueOf(row.get(0)), new Label(Long.parseLong(row.get(1)), row.get(2)));
        }
        return labels;
    }

    private Map<Long, Map<Integer, Long>> expressions() throws SQLException {
        Map<Long, Map<Integer, Long>> expressions = new HashMap<>();
        for (List<String> row : session.rows(EXPRESSIONS)) {
            expressions
                    .computeIfAbsent(Long.valueOf(row.get(0)), table -> new HashMap<>())
                    .put(Integer.valueOf(row.get(1)), Long.valueOf(row.get(2)));
        }
        return expressions;
    }

    /**
     * The given oids that no table has, or that are partitions whose rows are in the stream as another table's; in
     * order. A table that only left the publication is not gone.
     */
    List<Long> gone(Collection<Long> oids) throws SQLException {
        if (oids.isEmpty()) {
            return List.of();
        }
        String list = oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        List<Long> gone = new ArrayList<>();
        for (List<String> row : session.rows(GONE, list, publication)) {
            gone.add(Long.valueOf(row.get(0)));
        }
        return gone;
    }

    /** The tables with columns of a type, however deep in others; some of them may not be published. */
    List<Long> tablesOf(long type) throws SQLException {
        List<Long> tables = new ArrayList<>();
        for (List<String> row : session.rows(TABLES_OF_TYPE, Long.toString(type))) {
            tables.add(Long.valueOf(row.get(0)));
        }
        return tables;
    }

    /** The display name of a type. */
    String typeName(long type) throws SQLException {
        return session.text("SELECT format_type(?::oid, NULL)", Long.toString(type))
                .orElse("");
    }

    @Override
    public boolean any(long oid) throws SQLException {
        return session.truth("SELECT pg_relation_size(?::oid::regclass) > 0", Long.toString(oid));
    }

    @Override
    public boolean anyBefore(long oid, long mark) throws SQLException {
        String name = session.text("SELECT ?::oid::regclass::text", Long.toString(oid))
                .orElse("");
        // Transaction ids in rows have 32 bits.
        String mark32 = Long.toString(mark & 0xffff_ffffL);
        try {
            return session.truth(
                    "SELECT count(*) > 0 FROM (SELECT xmin FROM ONLY " + name + " LIMIT 1) r"
                            + " WHERE age(xmin) > age(?::text::xid)",
                    mark32);
        } catch (SQLException e) {
            if (UNREADABLE.contains(requireNonNullElse(e.getSQLState(), ""))) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public boolean typesChanged(long oid) throws SQLException {
        return session.truth(TYPES_CHANGED, Long.toString(oid));
    }
}
