package io.millrace.postgres.setup;

import io.millrace.postgres.Session;
import java.sql.SQLException;

/** The publication options that are needed for complete rows in the stream. */
public final class PublicationOptions {
    private static final int WITH_GENERATED_COLUMNS = 180000;

    private static final String RIGHT = """
            SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot
            FROM pg_publication WHERE pubname = ?""";

    /** Before 18 there is no {@code pubgencols} and no such option. */
    private static final String COMPUTED =
            "SELECT coalesce(to_jsonb(p) ->> 'pubgencols', 's') = 's' FROM pg_publication p WHERE pubname = ?";

    private static final String ANY_COMPUTED =
            "SELECT count(*) > 0 FROM pg_attribute WHERE attgenerated = 's' AND NOT attisdropped";

    private final Session session;

    public PublicationOptions(Session session) {
        this.session = session;
    }

    /** The list in parentheses after {@code WITH} and {@code SET}. */
    public String text() throws SQLException {
        return "(publish = 'insert, update, delete, truncate', publish_via_partition_root = true"
                + (withGeneratedColumns() ? ", publish_generated_columns = stored)" : ")");
    }

    /** Whether the server can publish stored generated columns. */
    public boolean withGeneratedColumns() throws SQLException {
        return session.number("SELECT current_setting('server_version_num')::int") >= WITH_GENERATED_COLUMNS;
    }

    /** Whether an existing publication publishes all operations, via the root of partitioned tables. */
    public boolean areSet(String publication) throws SQLException {
        return session.truth(RIGHT, publication);
    }

    /** Whether an existing publication publishes stored generated columns, if the server supports it. */
    public boolean publishComputed(String publication) throws SQLException {
        return session.truth(COMPUTED, publication);
    }

    /** Whether there are stored generated columns at all. */
    public boolean anyComputed() throws SQLException {
        return session.truth(ANY_COMPUTED);
    }
}
