package io.millrace.postgres.catalog;

import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import java.sql.SQLException;
import java.util.List;

/** The user tables in the source's catalog. */
public final class SourceCatalog {
    /** Permanent tables; of a partitioned table the root only. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
              AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            """;

    /**
     * Postgres refuses UPDATE and DELETE on a published table that has none of these, or whose identity is the whole
     * row and includes a virtual generated column. Each leaf of a partitioned table has its own.
     */
    private static final String WITHOUT_IDENTITY = """
              AND EXISTS (
                   SELECT FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND c.relkind = 'p'
                                UNION ALL SELECT c.oid WHERE c.relkind = 'r') t JOIN pg_class l ON l.oid = t.relid
                   WHERE l.relreplident = 'n' OR l.relreplident = 'f' AND EXISTS (
                   SELECT FROM pg_attribute a WHERE a.attrelid = l.oid AND a.attgenerated = 'v' AND NOT a.attisdropped)
                   OR l.relreplident = 'd' AND NOT EXISTS (
                   SELECT FROM pg_index i WHERE i.indrelid = l.oid AND i.indisprimary AND i.indisvalid AND i.indimmediate))
            """;

    /** By the server's statistics, which for a partitioned table are those of its leaves. */
    private static final String CHANGED = """
              AND EXISTS (SELECT FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf
                                       UNION SELECT c.oid WHERE c.relkind = 'r') t
                          WHERE pg_stat_get_tuples_updated(t.relid) > 0 OR pg_stat_get_tuples_deleted(t.relid) > 0)
            """;

    private static final String ORDER = " ORDER BY 1, 2";

    private final Session session;

    public SourceCatalog(Session session) {
        this.session = session;
    }

    public List<TableId> tables(TablePatterns patterns) throws SQLException {
        return session.tables(TABLES + ORDER).stream().filter(patterns::matches).toList();
    }

    /** The tables without a row identity in the WAL: no primary key, and no other replica identity. */
    public List<TableId> withoutIdentity(TablePatterns patterns) throws SQLException {
        return session.tables(TABLES + WITHOUT_IDENTITY + ORDER).stream()
                .filter(patterns::matches)
                .toList();
    }

    /**
     * Those of them that were updated or deleted from, according to the server's statistics: if published, such
     * statements would fail in the application.
     */
    public List<TableId> changedWithoutIdentity(TablePatterns patterns) throws SQLException {
        return session.tables(TABLES + WITHOUT_IDENTITY + CHANGED + ORDER).stream()
                .filter(patterns::matches)
                .toList();
    }
}
