package io.millrace.postgres;

import java.sql.SQLException;

/** Makes the logical replication slot where there is none, and checks the one that is there. */
final class SlotSetup {
    private static final String QUERY_CANCELED = "57014";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final int SECONDS_TO_WAIT = 60;

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
                    "set source.slot to another name, or, if nobody needs it: " + drop);
        }
        if (session.truth(
                "SELECT coalesce(wal_status = 'lost', false) FROM pg_replication_slots WHERE slot_name = ?", slot)) {
            throw new SourceNotReady(
                    "The replication slot " + slot + " is lost: Postgres has removed WAL that it needs",
                    drop + " then start again; all tables are read anew");
        }
        return false;
    }

    /** Postgres waits here until every transaction that runs now has ended. */
    private void create(String slot) throws SQLException {
        try {
            session.execute("SET statement_timeout = '" + SECONDS_TO_WAIT + "s'");
            session.text("SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')", slot);
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                throw new SourceNotReady(
                        "The replication slot " + slot + " cannot be made: a transaction has been open for more than "
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
