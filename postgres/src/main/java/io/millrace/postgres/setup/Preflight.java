package io.millrace.postgres.setup;

import io.millrace.postgres.Session;
import java.sql.SQLException;

/** Checks of settings that only the server's administrator can change. */
public final class Preflight {
    /** pgoutput sends logical messages from version 14 on. */
    public static final int OLDEST_VERSION = 14;

    private final Session session;

    Preflight(Session session) {
        this.session = session;
    }

    void check(String slot) throws SQLException {
        long version = session.number("SELECT current_setting('server_version_num')::int / 10000");
        if (version < OLDEST_VERSION) {
            throw new SourceNotReady("Postgres is version " + version, "upgrade to " + OLDEST_VERSION + " or later");
        }
        if (session.truth("SELECT pg_is_in_recovery()")) {
            throw new SourceNotReady("The server is a standby", "name the primary in source.url");
        }
        String level = session.text("SELECT current_setting('wal_level')").orElse("");
        if (!level.equals("logical")) {
            throw new SourceNotReady(
                    "wal_level is " + level, "ALTER SYSTEM SET wal_level = logical; then restart the server");
        }
        boolean exists = session.truth("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = ?", slot);
        if (!exists) {
            free("max_replication_slots", "SELECT count(*) FROM pg_replication_slots");
        }
        boolean active = session.truth("SELECT active FROM pg_replication_slots WHERE slot_name = ?", slot);
        if (!active) {
            free("max_wal_senders", "SELECT count(*) FROM pg_stat_replication");
        }
    }

    private void free(String setting, String used) throws SQLException {
        long limit = session.number("SELECT current_setting(?)", setting);
        long taken = session.number(used);
        if (taken >= limit) {
            throw new SourceNotReady(
                    "All " + limit + " of " + setting + " are taken",
                    "ALTER SYSTEM SET " + setting + " = " + (taken + 5) + "; then restart the server");
        }
    }
}
