package io.millrace.postgres.setup;

import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Creates the logical replication slot if missing, and checks an existing one. */
final class SlotSetup {
    private static final String QUERY_CANCELED = "57014";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String OBJECT_IN_USE = "55006";
    private static final int SECONDS_TO_WAIT = 60;
    private static final int SECONDS_TO_DROP = 30;

    private final Session session;

    SlotSetup(Session session) {
        this.session = session;
    }

    /** @return whether the slot is new */
    boolean ensure(String slot) throws SQLException {
        if (!session.truth("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = ?", slot)) {
            create(slot);
            return true;
        }
        String drop = "SELECT pg_drop_replication_slot(" + Sql.text(slot) + ");";
        if (!session.truth(
                "SELECT plugin = 'pgoutput' AND database = current_database() FROM pg_replication_slots WHERE slot_name = ?",
                slot)) {
            throw new SourceNotReady(
                    "The replication slot " + slot + " belongs to another plug-in or database",
                    "set source.slot to another name, or, if it is unused: " + drop);
        }
        if (session.truth(
                "SELECT coalesce(wal_status = 'lost', false) FROM pg_replication_slots WHERE slot_name = ?", slot)) {
            // WAL that it needs was removed: it is useless, but still there.
            drop(slot);
            create(slot);
            return true;
        }
        return false;
    }

    /** Waits briefly for its reader to end. A missing slot is not an error. */
    void drop(String slot) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_DROP);
        while (true) {
            try {
                session.text(
                        "SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots"
                                + " WHERE slot_name = ?",
                        slot);
                return;
            } catch (SQLException e) {
                if (!OBJECT_IN_USE.equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /**
     * Then a standby with {@code sync_replication_slots} keeps a copy, from which capture continues after a failover.
     */
    private boolean hasFailoverSlots() throws SQLException {
        return session.truth("SELECT current_setting('server_version_num')::int >= 170000");
    }

    /** Postgres waits here until all running transactions have ended. */
    private void create(String slot) throws SQLException {
        try {
            session.execute("SET statement_timeout = '" + SECONDS_TO_WAIT + "s'");
            session.text(
                    "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput'"
                            + (hasFailoverSlots() ? ", failover => true)" : ")"),
                    slot);
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                throw new SourceNotReady(
                        "The replication slot " + slot + " cannot be created: a transaction has been open for more than"
                                + " "
                                + SECONDS_TO_WAIT + " s",
                        "SELECT pid, xact_start, query FROM pg_stat_activity WHERE xact_start IS NOT NULL ORDER BY 2; "
                                + "then end the oldest with SELECT pg_terminate_backend(pid);");
            }
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new SourceNotReady(
                        "The replication slot " + slot + " cannot be made (" + PublicationSetup.firstLine(e) + ")",
                        "SELECT pg_create_logical_replication_slot(" + Sql.text(slot) + ", 'pgoutput');");
            }
            throw e;
        } finally {
            session.execute("RESET statement_timeout");
        }
    }
}
