package io.millrace.postgres;

import java.sql.SQLException;

/** What a publication must be set to so that the stream has all that a row holds. */
final class PublicationOptions {
    private static final int WITH_GENERATED_COLUMNS = 180000;

    private static final String RIGHT = """
            SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot
            FROM pg_publication WHERE pubname = ?""";

    /** There is no {@code pubgencols} before 18, and nothing to set. */
    private static final String COMPUTED =
            "SELECT coalesce(to_jsonb(p) ->> 'pubgencols', 's') = 's' FROM pg_publication p WHERE pubname = ?";

    private static final String ANY_COMPUTED =
            "SELECT count(*) > 0 FROM pg_attribute WHERE attgenerated = 's' AND NOT attisdropped";

    private final Session session;

    PublicationOptions(Session session) {
        this.session = session;
    }

    /** In parentheses, as they follow {@code WITH} and {@code SET}. */
    String text() throws SQLException {
        return "(publish = 'insert, update, delete, truncate', publish_via_partition_root = true"
                + (withGeneratedColumns() ? ", publish_generated_columns = stored)" : ")");
    }

    /** Whether the server can publish stored generated columns. */
    boolean withGeneratedColumns() throws SQLException {
        return session.number("SELECT current_setting('server_version_num')::int") >= WITH_GENERATED_COLUMNS;
    }

    /** Whether a publication that exists publishes each change, by the root of partitioned tables. */
    boolean areSet(String publication) throws SQLException {
        return session.truth(RIGHT, publication);
    }

    /** Whether a publication that exists publishes stored generated columns where the server can. */
    boolean publishComputed(String publication) throws SQLException {
        return session.truth(COMPUTED, publication);
    }

    /** Whether there are stored generated columns at all. */
    boolean anyComputed() throws SQLException {
        return session.truth(ANY_COMPUTED);
    }
}
