package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.setup.Preflight;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Checks of the server as a whole. */
final class ServerChecks {
    private static final long GIB = 1L << 30;
    private static final String RELOAD = "SELECT pg_reload_conf();";

    private final Session session;

    ServerChecks(Session session) {
        this.session = session;
    }

    List<Finding> check(String slot) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        findings.add(version());
        findings.add(primary());
        findings.add(walLevel());
        findings.add(encoding());
        findings.add(headroom());
        idleTimeout(findings);
        if (!session.truth("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = ?", slot)) {
            openTransactions(findings);
        }
        return findings;
    }

    private Finding version() throws SQLException {
        String version =
                session.text("SELECT current_setting('server_version')").orElse("");
        long major = session.number("SELECT current_setting('server_version_num')::int / 10000");
        return major < Preflight.OLDEST_VERSION
                ? Finding.of(
                        Level.BLOCKER,
                        "version",
                        "Postgres " + version + " is too old: upgrade to " + Preflight.OLDEST_VERSION + " or later")
                : Finding.of(Level.OK, "version", "Postgres " + version);
    }

    private Finding primary() throws SQLException {
        return session.truth("SELECT pg_is_in_recovery()")
                ? Finding.of(Level.BLOCKER, "primary", "the server is a standby: name the primary in source.url")
                : Finding.of(Level.OK, "primary", "the server is a primary");
    }

    private Finding walLevel() throws SQLException {
        String level = session.text("SELECT current_setting('wal_level')").orElse("");
        return level.equals("logical")
                ? Finding.of(Level.OK, "wal_level", "wal_level is logical")
                : Finding.of(
                        Level.BLOCKER,
                        "wal_level",
                        "wal_level is " + level + "; after the statement the server must be restarted",
                        "ALTER SYSTEM SET wal_level = logical;");
    }

    /** Without a known encoding Postgres sends bytes that may not be text. */
    private Finding encoding() throws SQLException {
        String encoding =
                session.text("SELECT current_setting('server_encoding')").orElse("");
        return encoding.equals("SQL_ASCII")
                ? Finding.of(
                        Level.WARNING,
                        "encoding",
                        "the database's encoding is SQL_ASCII: text that is not UTF-8 stops the capture")
                : Finding.of(Level.OK, "encoding", "the database's encoding is " + encoding);
    }

    private Finding headroom() throws SQLException {
        long bytes = session.number(
                "SELECT CASE WHEN setting = '-1' THEN -1 ELSE setting::bigint * 1024 * 1024 END FROM pg_settings"
                        + " WHERE name = 'max_slot_wal_keep_size'");
        if (bytes < 0) {
            return Finding.of(
                    Level.WARNING,
                    "wal_headroom",
                    "max_slot_wal_keep_size is unlimited: while the capture is down, WAL can fill the source's disk. Set"
                            + " it to what the disk has to spare",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB';",
                    RELOAD);
        }
        if (bytes < 4 * GIB) {
            return Finding.of(
                    Level.WARNING,
                    "wal_headroom",
                    "max_slot_wal_keep_size is " + bytes / 1024 / 1024
                            + " MB: if the capture is down for longer than that much WAL, every table is loaded again",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB';",
                    RELOAD);
        }
        return Finding.of(Level.OK, "wal_headroom", "max_slot_wal_keep_size is " + bytes / GIB + " GB");
    }

    /** Postgres 18 can drop idle slots; a slot is idle while capture is paused. */
    private void idleTimeout(List<Finding> findings) throws SQLException {
        String setting = session.text(
                        "SELECT setting || coalesce(unit, '') FROM pg_settings WHERE name = 'idle_replication_slot_timeout'"
                                + " AND setting <> '0'")
                .orElse("");
        if (!setting.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "idle_slots",
                    "idle_replication_slot_timeout is " + setting
                            + ": a capture that is down for so long loses its slot, and every table is loaded again",
                    "ALTER SYSTEM SET idle_replication_slot_timeout = 0;",
                    RELOAD));
        }
    }

    /** Creating a slot waits until all running transactions have ended. */
    private void openTransactions(List<Finding> findings) throws SQLException {
        for (List<String> row : session.rows("""
                SELECT pid, extract(epoch FROM now() - xact_start)::bigint FROM pg_stat_activity
                WHERE backend_xid IS NOT NULL AND xact_start < now() - interval '1 minute' ORDER BY 2 DESC LIMIT 5""")) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "open_transactions",
                    "a transaction has been open for " + row.get(1) + " s: the slot cannot be made before it ends",
                    "SELECT pg_terminate_backend(" + row.get(0) + ");"));
        }
        for (List<String> row : session.rows(
                "SELECT gid FROM pg_prepared_xacts WHERE prepared < now() - interval '1 minute' ORDER BY prepared LIMIT 5")) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "open_transactions",
                    "a prepared transaction is open: the slot cannot be made before it ends. Commit it, or",
                    "ROLLBACK PREPARED " + Sql.text(row.get(0)) + ";"));
        }
    }
}
