package io.millrace.postgres.watch;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.RelationQuery;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects new, changed and dropped published tables, and announces them in the stream by messages of the prefix {@link
 * MessagePrefix#RELATION}: a schema change moves no row, so it would not show before the next row. Also detects changes
 * of rows that are not in the stream ({@link UnstreamedChangeDetector}).
 *
 * <p>Each check returns a state with which a later watch continues, so that changes between the two are detected, too.
 * Every published table is announced once by each watch, whatever the state. Not thread-safe.
 */
public final class CatalogWatch {
    /**
     * A fingerprint of the catalog rows that descriptions are made of. Without publications, and with everything that
     * can be the type of a column: {@code xmin} and {@code ctid} of a row do not change by VACUUM or ANALYZE.
     */
    private static final String FINGERPRINT = """
            WITH t AS (
                SELECT c.oid, c.xmin, c.ctid, n.xmin AS nxmin, n.oid AS noid
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')
            SELECT concat_ws(' ', count(*), bit_xor(hashtextextended(h, 0)), sum(length(h))),
                   pg_snapshot_xmin(pg_current_snapshot())::text
            FROM (
                SELECT concat_ws(' ', 'c', oid, xmin, ctid, noid, nxmin) AS h FROM t
                UNION ALL SELECT concat_ws(' ', 'a', a.attrelid, a.attnum, a.xmin, a.ctid)
                    FROM pg_attribute a WHERE a.attnum > 0 AND a.attrelid IN (SELECT oid FROM t)
                UNION ALL SELECT concat_ws(' ', 'b', a.attrelid, a.attnum, a.xmin, a.ctid, c.relname, c.relnamespace)
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    WHERE a.attnum > 0 AND c.oid >= 16384 AND (c.relkind IN ('c', 'v', 'm', 'f') AND c.relpersistence <> 't'
                      OR c.relkind IN ('r', 'p') AND c.relpersistence = 'u')
                UNION ALL SELECT concat_ws(' ', 'i', i.indexrelid, i.xmin, i.ctid)
                    FROM pg_index i WHERE (i.indisprimary OR i.indisreplident) AND i.indrelid IN (SELECT oid FROM t)
                UNION ALL SELECT concat_ws(' ', 'k', k.oid, k.xmin, k.ctid)
                    FROM pg_constraint k WHERE k.contype = 'n' AND NOT k.convalidated
                UNION ALL SELECT concat_ws(' ', 'h', h.inhrelid, h.inhparent) FROM pg_inherits h
                UNION ALL SELECT concat_ws(' ', 'y', y.oid, y.typname, y.typnamespace)
                    FROM pg_type y WHERE y.typtype IN ('e', 'd', 'r', 'm') AND y.oid >= 16384
                UNION ALL SELECT concat_ws(' ', 'e', e.oid, e.enumlabel) FROM pg_enum e
                UNION ALL SELECT concat_ws(' ', 'p', p.oid, p.xmin, p.ctid) FROM pg_publication p
                UNION ALL SELECT concat_ws(' ', 'r', r.oid, r.xmin) FROM pg_publication_rel r) rows
            """;

    /**
     * Which transactions are visible. While that does not change, neither does the catalog: each change of it has a
     * transaction id, and is seen when that leaves the snapshot.
     */
    private static final String SNAPSHOT = "SELECT pg_current_snapshot()::text";

    private final Session session;
    private final CatalogReader catalog;
    private final int version;
    private final Renewal renewal;
    private String fingerprint = "";
    private String snapshot = "";
    private boolean announcedAll;
    private @Nullable CatalogState known;

    /** Restarts the reader of the slot. Returns when the previous reader has ended. */
    @FunctionalInterface
    public interface Renewal {
        void renew() throws SQLException, InterruptedException;
    }

    /**
     * The result of a check.
     *
     * @param catalogChanged whether the catalog has changed since the last check; true for the first
     * @param announced the descriptions written to the stream, in the order of oids, last those of tables that were
     *     dropped or became partitions
     * @param resyncs tables that must be loaded again, in the order of oids
     * @param memory the state for a later watch, once the tables are handled; empty if nothing has changed
     */
    public record Seen(boolean catalogChanged, List<String> announced, List<TableResync> resyncs, String memory) {
        static final Seen NOTHING = new Seen(false, List.of(), List.of(), "");

        public Seen {
            announced = List.copyOf(announced);
            resyncs = List.copyOf(resyncs);
            requireNonNull(memory, "memory is null");
        }
    }

    /**
     * @param connection in auto-commit mode, for this object alone, whose settings change; the caller closes it
     * @param memory the state of an earlier watch; if empty, unreadable or of another source, see {@link #remembers},
     *     the watch starts with the present
     * @param rules what descriptions must not expose
     * @param renewal for servers whose WAL sender would continue with stale names
     */
    public CatalogWatch(Connection connection, String publication, String memory, ColumnRules rules, Renewal renewal)
            throws SQLException {
        this.session = new Session(requireNonNull(connection, "connection is null"));
        this.version = connection.getMetaData().getDatabaseMajorVersion();
        this.renewal = requireNonNull(renewal, "renewal is null");
        this.catalog = new CatalogReader(session, requireNonNull(publication, "publication is null"), rules);
        session.execute(RelationQuery.SESSION);
        this.known = recalled(memory);
    }

    private @Nullable CatalogState recalled(String memory) throws SQLException {
        try {
            CatalogState state = CatalogState.read(memory);
            return state.source().equals(catalog.source()) ? state : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether there is a state to compare with at the next check. */
    public boolean remembers() {
        return known != null;
    }

    /** Checks once, and announces changes. Takes milliseconds while there are none, less while the source rests. */
    public Seen look() throws SQLException, InterruptedException {
        // Read before the fingerprint, which then shows at least what this snapshot does.
        String visible = session.rows(SNAPSHOT).get(0).get(0);
        if (known != null && visible.equals(snapshot)) {
            return Seen.NOTHING;
        }
        List<String> row = session.rows(FINGERPRINT).get(0);
        String now = row.get(0);
        long mark = Long.parseLong(row.get(1));
        CatalogState before = known;
        if (before != null && now.equals(fingerprint)) {
            known = before.at(mark);
            snapshot = visible;
            return Seen.NOTHING;
        }
        CatalogState after = catalog.state(mark);
        Map<Long, String> relationsBefore = before == null ? Map.of() : before.relations();
        List<Long> left = new ArrayList<>(relationsBefore.keySet());
        left.removeAll(after.relations().keySet());
        List<Long> dropped = catalog.gone(left);
        List<String> messages = changes(relationsBefore, after.relations(), dropped, !announcedAll);
        List<TableResync> resyncs = before == null ? List.of() : resyncs(before, after);
        if (before != null && StreamNames.outdated(version, before, after)) {
            // Before the announcements: after them no row may arrive under a former name.
            renewal.renew();
        }
        announce(messages);
        // Only now, so that a failed announcement is repeated by the next check.
        fingerprint = now;
        snapshot = visible;
        known = after;
        announcedAll = true;
        return new Seen(true, messages, resyncs, after.write());
    }

    /** Determines the announcements. Pure. */
    static List<String> changes(Map<Long, String> before, Map<Long, String> after, List<Long> dropped, boolean all) {
        List<String> messages = new ArrayList<>();
        new TreeMap<>(after).forEach((oid, relation) -> {
            if (isCaptured(relation)) {
                if (all || !relation.equals(before.get(oid))) {
                    messages.add(relation);
                }
            } else {
                Optional.ofNullable(before.get(oid))
                        .filter(CatalogWatch::isCaptured)
                        .map(RelationText::gone)
                        .ifPresent(messages::add);
            }
        });
        for (Long oid : dropped.stream().sorted().toList()) {
            Optional.ofNullable(before.get(oid))
                    .filter(CatalogWatch::isCaptured)
                    .map(RelationText::gone)
                    .ifPresent(messages::add);
        }
        return messages;
    }

    /** Other tables send no rows: a table that gets such a name, or loses its last column, counts as dropped. */
    private static boolean isCaptured(String relation) {
        return !RelationText.table(relation).looksQuoted() && RelationText.hasColumns(relation);
    }

    private List<TableResync> resyncs(CatalogState before, CatalogState after) throws SQLException {
        Map<Long, String> reasons = new TreeMap<>(UnstreamedChangeDetector.reasons(before, after, catalog));
        for (long type : UnstreamedChangeDetector.renamed(before, after)) {
            String reason = "a value of the enum type " + catalog.typeName(type) + " was renamed";
            for (Long table : catalog.tablesOf(type)) {
                if (after.relations().containsKey(table)) {
                    reasons.putIfAbsent(table, reason);
                }
            }
        }
        before.relations().forEach((oid, relation) -> {
            String now = after.relations().get(oid);
            if (now != null && !isCaptured(relation) && isCaptured(now)) {
                reasons.putIfAbsent(
                        oid, "the table is captured from now on, for it has a column, and a name that can be read");
            }
        });
        reasons.keySet()
                .removeIf(oid -> !isCaptured(requireNonNull(after.relations().get(oid))));
        List<TableResync> resyncs = new ArrayList<>();
        reasons.forEach((oid, reason) -> resyncs.add(new TableResync(
                RelationText.table(Objects.requireNonNull(after.relations().get(oid))), oid, reason)));
        return resyncs;
    }

    /**
     * Announces those of some tables that are gone or are partitions now, including ones that came and went between two
     * checks.
     *
     * @param tables by oid
     * @return those that are gone
     */
    public Map<Long, TableId> announceGone(Map<Long, TableId> tables) throws SQLException {
        Map<Long, TableId> gone = new TreeMap<>();
        List<String> messages = new ArrayList<>();
        for (long oid : catalog.gone(tables.keySet())) {
            TableId table = requireNonNull(tables.get(oid));
            gone.put(oid, table);
            messages.add(RelationText.gone(oid, table));
        }
        announce(messages);
        return gone;
    }

    /** In one transaction: all or nothing. */
    private void announce(List<String> messages) throws SQLException {
        if (messages.isEmpty()) {
            return;
        }
        session.execute("BEGIN");
        try {
            for (String relation : messages) {
                session.text("SELECT pg_logical_emit_message(true, ?, ?)::text", MessagePrefix.RELATION, relation);
            }
            session.execute("COMMIT");
        } catch (SQLException e) {
            session.execute("ROLLBACK");
            throw e;
        }
    }
}
