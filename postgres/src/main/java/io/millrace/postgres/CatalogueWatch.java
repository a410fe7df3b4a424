package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.RelationQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sees that published tables are new, changed or gone, and says so in the stream by messages of the prefix {@link
 * MessagePrefix#RELATION}: a change of schema moves no row, so nothing else would tell before the next row does.
 *
 * <p>Knows nothing at its start: it then announces every published table once. One that is dropped while nobody watches is
 * not announced as gone. For one thread.
 */
public final class CatalogueWatch {
    /**
     * Changes when a row of the catalogue is written that a description is made of. Without the publications, which hold
     * whatever is added to them: {@code xmin} and place of each row do not change by VACUUM or ANALYZE.
     */
    private static final String FINGERPRINT = """
            WITH t AS (
                SELECT c.oid, c.xmin, c.ctid, n.xmin AS nxmin, n.oid AS noid
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')
            SELECT concat_ws(' ', count(*), bit_xor(hashtextextended(h, 0)), sum(length(h))) FROM (
                SELECT concat_ws(' ', 'c', oid, xmin, ctid, noid, nxmin) AS h FROM t
                UNION ALL SELECT concat_ws(' ', 'a', a.attrelid, a.attnum, a.xmin, a.ctid)
                    FROM pg_attribute a WHERE a.attnum > 0 AND a.attrelid IN (SELECT oid FROM t)
                UNION ALL SELECT concat_ws(' ', 'i', i.indexrelid, i.xmin, i.ctid)
                    FROM pg_index i WHERE (i.indisprimary OR i.indisreplident) AND i.indrelid IN (SELECT oid FROM t)
                UNION ALL SELECT concat_ws(' ', 'k', k.oid, k.xmin, k.ctid)
                    FROM pg_constraint k WHERE k.contype = 'n' AND NOT k.convalidated
                UNION ALL SELECT concat_ws(' ', 'h', h.inhrelid, h.inhparent) FROM pg_inherits h
                UNION ALL SELECT concat_ws(' ', 'y', y.oid, y.typname, y.typnamespace)
                    FROM pg_type y WHERE y.typtype IN ('e', 'd', 'r', 'm') AND y.oid >= 16384
                UNION ALL SELECT concat_ws(' ', 'p', p.oid, p.xmin, p.ctid) FROM pg_publication p
                UNION ALL SELECT concat_ws(' ', 'r', r.oid, r.xmin) FROM pg_publication_rel r) rows
            """;

    private static final String PUBLISHED = " AND EXISTS (SELECT FROM pg_publication_tables p"
            + " WHERE p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname) ORDER BY c.oid";

    private final Session session;
    private final String publication;
    private String fingerprint = "";
    private Map<Long, String> known = Map.of();

    /**
     * What an observation amounts to.
     *
     * @param catalogueChanged whether the catalogue was written at all since the last one; true at the first
     * @param announced the descriptions that were put into the stream, in the order of oids, those of dropped tables last
     */
    public record Seen(boolean catalogueChanged, List<String> announced) {
        public Seen {
            announced = List.copyOf(announced);
        }
    }

    /** @param connection in auto-commit mode, for this object alone, whose settings change; the caller closes it */
    public CatalogueWatch(Connection connection, String publication) throws SQLException {
        this.session = new Session(requireNonNull(connection, "connection is null"));
        this.publication = requireNonNull(publication, "publication is null");
        session.execute(RelationQuery.SESSION);
    }

    /** Looks once, and announces what has changed since. Costs milliseconds while nothing has. */
    public Seen look() throws SQLException {
        String now = session.text(FINGERPRINT).orElse("");
        if (now.equals(fingerprint)) {
            return new Seen(false, List.of());
        }
        Map<Long, String> relations = new HashMap<>();
        List<Long> order = new ArrayList<>();
        for (List<String> row : session.rows(RelationQuery.TABLES + PUBLISHED, publication)) {
            long oid = RelationText.oid(row.get(0));
            relations.put(oid, row.get(0));
            order.add(oid);
        }
        List<Long> dropped = new ArrayList<>();
        for (Long oid : known.keySet()) {
            if (!relations.containsKey(oid) && !exists(oid)) {
                dropped.add(oid);
            }
        }
        List<String> news = changes(known, relations, order, dropped);
        announce(news);
        // Only now: what could not be announced is announced by the next look.
        fingerprint = now;
        known = Map.copyOf(relations);
        return new Seen(true, news);
    }

    /** What to say: pure. */
    static List<String> changes(
            Map<Long, String> before, Map<Long, String> after, List<Long> order, List<Long> dropped) {
        List<String> news = new ArrayList<>();
        for (Long oid : order) {
            String relation = after.getOrDefault(oid, "");
            if (!relation.equals(before.get(oid))) {
                news.add(relation);
            }
        }
        for (Long oid : dropped.stream().sorted().toList()) {
            Optional.ofNullable(before.get(oid)).map(RelationText::gone).ifPresent(news::add);
        }
        return news;
    }

    /** A table that has only left the publication is not gone. */
    private boolean exists(long oid) throws SQLException {
        return session.truth("SELECT count(*) > 0 FROM pg_class WHERE oid = ?::oid", Long.toString(oid));
    }

    /** In one transaction: all or nothing. */
    private void announce(List<String> news) throws SQLException {
        if (news.isEmpty()) {
            return;
        }
        session.execute("BEGIN");
        try {
            for (String relation : news) {
                session.text("SELECT pg_logical_emit_message(true, ?, ?)::text", MessagePrefix.RELATION, relation);
            }
            session.execute("COMMIT");
        } catch (SQLException e) {
            session.execute("ROLLBACK");
            throw e;
        }
    }
}
