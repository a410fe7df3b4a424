package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.RelationQuery;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
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
 * Sees that published tables are new, changed or gone, and says so in the stream by messages of the prefix {@link
 * MessagePrefix#RELATION}: a change of schema moves no row, so nothing else would tell before the next row does. Sees as well
 * what changes rows without a trace in the stream ({@link Untold}).
 *
 * <p>Each look hands out a memory with which a later watch goes on, so that what happens while nobody watches is seen, too.
 * Every published table is announced once by each watch, whatever it remembers. For one thread.
 */
public final class CatalogueWatch {
    /**
     * Changes when a row of the catalogue is written that a description is made of. Without the publications, which hold
     * whatever is added to them, and with all that can be the type of a column: {@code xmin} and place of each row do not change by VACUUM or ANALYZE.
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

    private final Session session;
    private final CatalogueReader catalogue;
    private final int version;
    private final Renewal renewal;
    private String fingerprint = "";
    private boolean announcedAll;
    private @Nullable CatalogueState known;

    /** Starts anew whoever reads the slot. Returns when the former reader has ended. */
    @FunctionalInterface
    public interface Renewal {
        void renew() throws SQLException, InterruptedException;
    }

    /**
     * What an observation amounts to.
     *
     * @param catalogueChanged whether the catalogue was written at all since the last one; true at the first
     * @param announced the descriptions that were put into the stream, in the order of oids, last those of tables that were
     *     dropped or became partitions
     * @param resyncs tables that must be loaded again, in the order of oids
     * @param memory for a later watch, once the tables are taken care of; empty where nothing has changed
     */
    public record Seen(boolean catalogueChanged, List<String> announced, List<TableResync> resyncs, String memory) {
        static final Seen NOTHING = new Seen(false, List.of(), List.of(), "");

        public Seen {
            announced = List.copyOf(announced);
            resyncs = List.copyOf(resyncs);
            requireNonNull(memory, "memory is null");
        }
    }

    /**
     * @param connection in auto-commit mode, for this object alone, whose settings change; the caller closes it
     * @param memory of an earlier watch; where it is empty, unreadable or of another source, see {@link #remembers}, the
     *     present is where the watch begins
     * @param rules what the descriptions do not show
     * @param renewal for a server whose WAL sender would go on with names that have passed
     */
    public CatalogueWatch(Connection connection, String publication, String memory, ColumnRules rules, Renewal renewal)
            throws SQLException {
        this.session = new Session(requireNonNull(connection, "connection is null"));
        this.version = connection.getMetaData().getDatabaseMajorVersion();
        this.renewal = requireNonNull(renewal, "renewal is null");
        this.catalogue = new CatalogueReader(session, requireNonNull(publication, "publication is null"), rules);
        session.execute(RelationQuery.SESSION);
        this.known = recalled(memory);
    }

    private @Nullable CatalogueState recalled(String memory) throws SQLException {
        try {
            CatalogueState state = CatalogueState.read(memory);
            return state.source().equals(catalogue.source()) ? state : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether there is something to compare the next look with. */
    public boolean remembers() {
        return known != null;
    }

    /** Looks once, and announces what has changed since. Costs milliseconds while nothing has. */
    public Seen look() throws SQLException, InterruptedException {
        List<String> row = session.rows(FINGERPRINT).get(0);
        String now = row.get(0);
        long mark = Long.parseLong(row.get(1));
        CatalogueState before = known;
        if (before != null && now.equals(fingerprint)) {
            known = before.at(mark);
            return Seen.NOTHING;
        }
        CatalogueState after = catalogue.state(mark);
        Map<Long, String> relationsBefore = before == null ? Map.of() : before.relations();
        List<Long> left = new ArrayList<>(relationsBefore.keySet());
        left.removeAll(after.relations().keySet());
        List<Long> dropped = catalogue.gone(left);
        List<String> news = changes(relationsBefore, after.relations(), dropped, !announcedAll);
        List<TableResync> resyncs = before == null ? List.of() : resyncs(before, after);
        if (before != null && StreamNames.outdated(version, before, after)) {
            // Before the news: behind them no row may come under a former name.
            renewal.renew();
        }
        announce(news);
        // Only now: what could not be announced is announced by the next look.
        fingerprint = now;
        known = after;
        announcedAll = true;
        return new Seen(true, news, resyncs, after.write());
    }

    /** What to say: pure. */
    static List<String> changes(Map<Long, String> before, Map<Long, String> after, List<Long> dropped, boolean all) {
        List<String> news = new ArrayList<>();
        new TreeMap<>(after).forEach((oid, relation) -> {
            if (isCaptured(relation)) {
                if (all || !relation.equals(before.get(oid))) {
                    news.add(relation);
                }
            } else {
                Optional.ofNullable(before.get(oid))
                        .filter(CatalogueWatch::isCaptured)
                        .map(RelationText::gone)
                        .ifPresent(news::add);
            }
        });
        for (Long oid : dropped.stream().sorted().toList()) {
            Optional.ofNullable(before.get(oid))
                    .filter(CatalogueWatch::isCaptured)
                    .map(RelationText::gone)
                    .ifPresent(news::add);
        }
        return news;
    }

    /** No row of the others comes: a table that gets such a name, or loses its last column, has left. */
    private static boolean isCaptured(String relation) {
        return !RelationText.table(relation).looksQuoted() && RelationText.hasColumns(relation);
    }

    private List<TableResync> resyncs(CatalogueState before, CatalogueState after) throws SQLException {
        Map<Long, String> reasons = new TreeMap<>(Untold.reasons(before, after, catalogue));
        for (long type : Untold.renamed(before, after)) {
            String reason = "a value of the enum type " + catalogue.typeName(type) + " was renamed";
            for (Long table : catalogue.tablesOf(type)) {
                if (after.relations().containsKey(table)) {
                    reasons.putIfAbsent(table, reason);
                }
            }
        }
        before.relations().forEach((oid, relation) -> {
            String now = after.relations().get(oid);
            if (now != null && !isCaptured(relation) && isCaptured(now)) {
                reasons.putIfAbsent(
                        oid, "it is captured from now on, for it has a column, and a name that can be read");
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
     * Announces those of some tables that are gone, or are partitions now: ones that came and went between two looks among
     * them, of which only their rows have told.
     *
     * @param tables by oid
     * @return those that are gone
     */
    public Map<Long, TableId> announceGone(Map<Long, TableId> tables) throws SQLException {
        Map<Long, TableId> gone = new TreeMap<>();
        List<String> news = new ArrayList<>();
        for (long oid : catalogue.gone(tables.keySet())) {
            TableId table = requireNonNull(tables.get(oid));
            gone.put(oid, table);
            news.add(RelationText.gone(oid, table));
        }
        announce(news);
        return gone;
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
