package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Someone drops the replication slot, and the changes until the next one is there are in no stream. */
final class LostSlotIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void whatALostSlotHasMissedIsLoaded() throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE lost_slot_keyed (id int PRIMARY KEY, a text, big text)");
            statement.execute("ALTER TABLE lost_slot_keyed ALTER big SET STORAGE EXTERNAL");
            statement.execute("CREATE TABLE lost_slot_keyless (a text)");
            statement.execute("ALTER TABLE lost_slot_keyless REPLICA IDENTITY FULL");
            statement.execute("INSERT INTO lost_slot_keyed SELECT i, 'before', repeat('before', 1000)"
                    + " FROM generate_series(1, 1000) i");
            statement.execute("INSERT INTO lost_slot_keyless SELECT i % 10 FROM generate_series(1, 100) i");
            STACK.millrace().awaitCaughtUp();

            dropSlot(statement);
            statement.execute("DELETE FROM lost_slot_keyed WHERE id <= 100;"
                    + " UPDATE lost_slot_keyed SET a = 'missed', big = repeat('missed', 1000) WHERE id > 900;"
                    + " INSERT INTO lost_slot_keyed VALUES (2000, 'missed');"
                    + " DELETE FROM lost_slot_keyless WHERE a = '3'; INSERT INTO lost_slot_keyless VALUES ('new')");

            var tables = new CapturedTables(STACK);
            Optional<String> difference = Optional.of("not looked yet");
            for (long end = System.nanoTime() + PATIENCE.toNanos();
                    difference.isPresent() && System.nanoTime() < end; ) {
                // The large value that it does not touch is another one than the warehouse has.
                statement.execute("UPDATE lost_slot_keyed SET id = id WHERE id BETWEEN 901 AND 910");
                tables.look();
                difference = tables.difference("lost_slot_", List.of(), connection);
            }
            assertThat(difference).isEmpty();
            // The other tables of the stack, too: the next test would wait for them.
            STACK.millrace().awaitCaughtUp(PATIENCE);
            assertThat(STACK.warehouse().rows("SELECT countIf(a = 'missed') FROM app.lost_slot_keyed"))
                    .hasToString("[[101]]");
        }
    }

    /** It is in use until its reader is gone, who comes again. */
    private static void dropSlot(Statement statement) throws SQLException {
        while (true) {
            statement.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
            try {
                statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
                return;
            } catch (SQLException e) {
                if (!"55006".equals(e.getSQLState())) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
