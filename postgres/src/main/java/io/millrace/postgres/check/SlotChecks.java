package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Checks of replication slots and WAL senders: how many are free, and the state of our slot. */
final class SlotChecks {
    private static final long MIB = 1L << 20;
    private static final String RESTART = "; after the statement the server must be restarted";

    private final Session session;

    SlotChecks(Session session) {
        this.session = session;
    }

    List<Finding> check(String slot) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        List<List<String>> ours = session.rows("""
                SELECT plugin = 'pgoutput' AND database = current_database(), active, coalesce(wal_status, 'lost'),
                       coalesce((pg_current_wal_lsn() - restart_lsn)::bigint, 0)
                FROM pg_replication_slots WHERE slot_name = ?""", slot);
        boolean active = !ours.isEmpty() && "t".equals(ours.get(0).get(1));
        if (ours.isEmpty()) {
            findings.add(left("max_replication_slots", "SELECT count(*) FROM pg_replication_slots"));
        } else {
            findings.add(slot(slot, ours.get(0)));
        }
        if (!active) {
            findings.add(left("max_wal_senders", "SELECT count(*) FROM pg_stat_replication"));
        }
        return findings;
    }

    private Finding left(String setting, String used) throws SQLException {
        long limit = session.number("SELECT current_setting(?)", setting);
        long taken = session.number(used);
        return taken >= limit
                ? Finding.of(
                        Level.BLOCKER,
                        setting,
                        "all " + limit + " of " + setting + " are taken" + RESTART,
                        "ALTER SYSTEM SET " + setting + " = " + (taken + 5) + ";")
                : Finding.of(Level.OK, setting, (limit - taken) + " of " + limit + " are free");
    }

    private static Finding slot(String slot, List<String> row) {
        String drop = "SELECT pg_drop_replication_slot(" + Sql.text(slot) + ");";
        if (!"t".equals(row.get(0))) {
            return Finding.about(
                    slot,
                    Level.BLOCKER,
                    "slot",
                    "the slot belongs to another plug-in or database: set source.slot to another name, or, if it is"
                            + " unused",
                    drop);
        }
        if ("lost".equals(row.get(2))) {
            return Finding.about(
                    slot,
                    Level.WARNING,
                    "slot",
                    "the slot is lost: Postgres has removed WAL that it needs. Capture creates it again and loads all"
                            + " tables again; to prevent it",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = -1;",
                    "SELECT pg_reload_conf();");
        }
        long retained = Long.parseLong(row.get(3)) / MIB;
        if ("unreserved".equals(row.get(2))) {
            return Finding.about(
                    slot,
                    Level.WARNING,
                    "slot",
                    "the slot holds " + retained + " MiB of WAL and is about to be lost: start the capture, and",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = -1;",
                    "SELECT pg_reload_conf();");
        }
        return Finding.about(
                slot,
                Level.OK,
                "slot",
                "the slot is there, " + ("t".equals(row.get(1)) ? "in use" : "not in use") + ", and holds " + retained
                        + " MiB of WAL");
    }
}
