package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Someone deletes the topic of the change stream with changes in it that have not been read. */
final class LostTopicIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String TOPIC = "millrace.app.changes";

    @Test
    void whatADeletedTopicHeldIsLoaded() throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE lost_topic_keyed (id int PRIMARY KEY, a text)");
            statement.execute("CREATE TABLE lost_topic_keyless (a text)");
            statement.execute("ALTER TABLE lost_topic_keyless REPLICA IDENTITY FULL");
            statement.execute("INSERT INTO lost_topic_keyed SELECT i, 'before' FROM generate_series(1, 1000) i");
            statement.execute("INSERT INTO lost_topic_keyless SELECT i % 10 FROM generate_series(1, 100) i");
            STACK.millrace().awaitCaughtUp();

            long pipeline = STACK.millrace().pid("pipeline").orElseThrow();
            signal(pipeline, "STOP");
            statement.execute("DELETE FROM lost_topic_keyed WHERE id <= 100;"
                    + " UPDATE lost_topic_keyed SET a = 'lost' WHERE id > 900;"
                    + " INSERT INTO lost_topic_keyed VALUES (2000, 'lost');"
                    + " DELETE FROM lost_topic_keyless WHERE a = '3'; INSERT INTO lost_topic_keyless VALUES ('new')");
            var kafka = new ChangeStream(STACK.millrace().url("kafka"), TOPIC);
            kafka.firstWith("\"lost\"");
            try (var admin = STACK.millrace().admin()) {
                admin.deleteTopics(List.of(TOPIC)).all().get();
            }
            signal(pipeline, "CONT");
            statement.execute("UPDATE lost_topic_keyed SET a = 'after' WHERE id = 500");

            var tables = new CapturedTables(STACK);
            Optional<String> difference = Optional.of("not looked yet");
            for (long end = System.nanoTime() + PATIENCE.toNanos();
                    difference.isPresent() && System.nanoTime() < end; ) {
                tables.look();
                difference = tables.difference("lost_topic_", List.of(), connection);
            }
            assertThat(difference).isEmpty();
            // The other tables of the stack, too: the next test would wait for them.
            STACK.millrace().awaitCaughtUp(PATIENCE);
            assertThat(STACK.warehouse().rows("SELECT countIf(a = 'lost') FROM app.lost_topic_keyed"))
                    .hasToString("[[101]]");
            assertThat(STACK.warehouse()
                            .rows("SELECT reason FROM millrace.logs WHERE topic = '" + TOPIC
                                    + "' ORDER BY number DESC LIMIT 1")
                            .toString())
                    .contains("was deleted and recreated");
            // A stream that is whole again stays whole.
            statement.execute("INSERT INTO lost_topic_keyed VALUES (3000, 'later')");
            STACK.millrace().awaitCaughtUp();
            Awaitility.await()
                    .until(() -> STACK.warehouse()
                            .rows("SELECT a FROM app.lost_topic_keyed WHERE id = 3000")
                            .toString()
                            .equals("[[later]]"));
        }
    }

    private static void signal(long pid, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
