package io.millrace.postgres.compare;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.postgres.Lsn;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.setup.PublicationSetup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A standby that is read instead of its source, so that comparisons cost the source nothing. */
public final class ReadReplica {
    private static final String CHECK = "replica";
    /** The system identifier, which all physical copies of a cluster share. */
    private static final String CLUSTER = "SELECT system_identifier::text FROM pg_control_system()";

    private final PostgresUrl source;
    private final PostgresUrl replica;

    public ReadReplica(PostgresUrl source, PostgresUrl replica) {
        this.source = requireNonNull(source, "source is null");
        this.replica = requireNonNull(replica, "replica is null");
    }

    /**
     * Why its rows cannot be used instead of the source's, a sentence without a full stop; empty if they can. A server
     * that does not follow the source would show false differences and lack rows that a repair would then delete.
     *
     * @throws SQLException if one of the two does not answer
     */
    public Optional<String> objection() throws SQLException {
        try (Connection there = replica.connect()) {
            Session session = new Session(there);
            if (!session.truth("SELECT pg_is_in_recovery()")) {
                return Optional.of(name() + " is no standby: it can be written to, and does not follow the source");
            }
            if (!source.database().equals(replica.database())) {
                return Optional.of(name() + " is another database than the source's " + source.database());
            }
            try (Connection here = source.connect()) {
                return session.text(CLUSTER).equals(new Session(here).text(CLUSTER))
                        ? Optional.empty()
                        : Optional.of(name() + " is a standby of another cluster than the source");
            }
        }
    }

    /** The source's current LSN, unsigned. */
    public long sourceLsn() throws SQLException {
        try (Connection connection = source.connect()) {
            return Lsn.parse(new Session(connection)
                    .text("SELECT pg_current_wal_lsn()::text")
                    .orElseThrow());
        }
    }

    /** Whether it has replayed up to an LSN. One that was promoted since never has: its later content is its own. */
    public boolean has(long lsn) throws SQLException {
        try (Connection connection = replica.connect()) {
            return new Session(connection)
                    .truth("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= ?::pg_lsn", Lsn.format(lsn));
        }
    }

    /** What {@code millrace doctor} says about it. */
    public List<Finding> examine() {
        Finding finding;
        try {
            finding = objection()
                    .map(why -> Finding.of(Level.WARNING, CHECK, why + ": correct verify.replica, or remove it"))
                    .orElseGet(() -> Finding.of(Level.OK, CHECK, name() + " is a standby of the source"));
        } catch (SQLException e) {
            finding = Finding.of(
                    Level.WARNING,
                    CHECK,
                    name() + " refuses: " + PublicationSetup.firstLine(e) + ": correct verify.replica, or remove it");
        }
        return List.of(finding);
    }

    private String name() {
        return replica.host() + ":" + replica.port() + "/" + replica.database();
    }
}
