package io.millrace.connect;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.millrace.connect.stream.StoredOffset;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The replication slot that the capture reads from. */
record CaptureSlot(String name) {
    /** @throws ConnectException if it is gone, or starts after what was captured last: changes would be missing */
    void check(PostgresConnection connection, StoredOffset stored) throws SQLException {
        boolean[] found = new boolean[1];
        @Nullable String[] begins = new String[1];
        connection.prepareQuery(
                "SELECT restart_lsn::text FROM pg_catalog.pg_replication_slots WHERE slot_name = ?",
                select -> select.setString(1, name),
                rows -> {
                    found[0] = rows.next();
                    begins[0] = found[0] ? rows.getString(1) : null;
                });
        if (!found[0]) {
            throw new ConnectException(
                    "The replication slot " + name + " is gone. Millrace creates it again and loads all tables again.");
        }
        String begin = begins[0];
        if (begin != null && stored.lsn() != 0 && Lsn.valueOf(begin).asLong() > stored.lsn()) {
            throw new ConnectException("The replication slot " + name + " begins at " + begin
                    + ", behind the place that was captured last. Changes between the two are lost.");
        }
    }
}
