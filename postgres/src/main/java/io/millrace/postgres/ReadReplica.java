package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A standby that is read in the place of its source, so that comparing tables costs the source nothing. */
public final class ReadReplica {
    private static final String CHECK = "replica";
    /** The number that every physical copy of a cluster has, and no other. */
    private static final String CLUSTER = "SELECT system_identifier::text FROM pg_control_system()";

    private final PostgresUrl source;
    private final PostgresUrl replica;

    public ReadReplica(PostgresUrl source, PostgresUrl replica) {
        this.source = requireNonNull(source, "source is null");
        this.replica = requireNonNull(replica, "replica is null");
    }

    /**
     * Why its rows cannot stand for those of the source, a sentence without a full stop; empty where they can. One that does not
     * follow the source would show differences that are none, and lack rows that a repair would then delete.
     *
     * @throws SQLException where one of the two does not answer
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

    /** How far the source's log is, unsigned. */
    public long sourceLsn() throws SQLException {
        try (Connection connection = source.connect()) {
            return Lsn.parse(new Session(connection)
                    .text("SELECT pg_current_wal_lsn()::text")
                    .orElseThrow());
        }
    }

    /** Whether it shows all up to an LSN. One that has become a primary since never does: what it shows is its own. */
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
                    .map(why -> Finding.of(Level.WARNING, CHECK, why + ": mend verify.replica, or leave it out"))
                    .orElseGet(() -> Finding.of(Level.OK, CHECK, name() + " is a standby of the source"));
        } catch (SQLException e) {
            finding = Finding.of(
                    Level.WARNING,
                    CHECK,
                    name() + " refuses: " + PublicationSetup.firstLine(e) + ": mend verify.replica, or leave it out");
        }
        return List.of(finding);
    }

    private String name() {
        return replica.host() + ":" + replica.port() + "/" + replica.database();
    }
}
