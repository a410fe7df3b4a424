package io.millrace.clickhouse.bookkeeping.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import io.millrace.testkit.ClickHouseExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters that are changes of one block. */
final class DeadLetterTablesIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_letters", "it_letters");
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    @Test
    void eachChangeOfABlockIsADeadLetterOfItsOwn() {
        List<DeadLetter> block = List.of(
                deadLetter("letters.own", 4, 0), deadLetter("letters.own", 4, 1), deadLetter("letters.own", 4, 300));
        warehouse.recordDeadLetters(block);
        warehouse.recordDeadLetters(block);
        warehouse.recordDeadLetters(List.of(deadLetter("letters.own", 4, 2)));
        assertThat(states("letters.own")).containsExactly("4.0 open 0", "4.1 open 0", "4.2 open 0", "4.300 open 0");
    }

    /** More than a statement may take of memory: the pipeline would not start. */
    @Test
    void largeDeadLettersMakeRoomForThoseOfAnotherLog() {
        String topic = "letters.large";
        warehouse.beginLog(topic, "first", "");
        warehouse.recordDeadLetters(
                List.of(deadLetter(topic, 3, 0), deadLetter(topic, 3, 1), deadLetter(topic, 90, 0)));
        for (int offset = 10; offset < 34; offset++) {
            client.execute(
                    "INSERT INTO millrace.dead_letter_records (source, topic, partition, offset, index, value) SELECT"
                            + " 'it_letters', {topic:String}, 0, {offset:UInt64}, 0, repeat(repeat(char(97 + {offset:UInt64}), 1000), 30000)",
                    Map.of("topic", topic, "offset", offset));
        }

        warehouse.beginLog(topic, "second", "it was deleted");

        assertThat(
                        client.query(
                                "SELECT topic, count() AS n, sum(length(value)) > 24 * 30000000 AS whole, uniq(offset, index) AS places"
                                        + " FROM millrace.dead_letter_records FINAL WHERE startsWith(topic, 'letters.large') GROUP BY topic"))
                .extracting(row -> row.text("topic") + " " + row.integer("n") + " " + row.text("whole") + " "
                        + row.integer("places"))
                .containsExactly("letters.large.first 27 1 27");
        client.execute("DELETE FROM millrace.dead_letter_records WHERE topic = 'letters.large.first'");
    }

    @Test
    void whatIsDoneAboutOneChangeSaysNothingOfTheOthers() {
        warehouse.recordDeadLetters(List.of(deadLetter("letters.acts", 9, 0), deadLetter("letters.acts", 9, 1)));
        Replay replay = new Replay(
                new DeadLetterId("letters.acts", 0, 9, 1), UUID.randomUUID().toString());
        new DeadLetterActionTable(client, "it_letters")
                .write(List.of(new DeadLetterActionEntry(
                        replay.deadLetter(),
                        replay.request(),
                        DeadLetterActionEntry.Kind.REPLAY,
                        "ann",
                        "test",
                        "",
                        null,
                        null)));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 replayed 1");

        DeadLetter again = deadLetter("letters.acts", 90, 0, Map.of(StreamHeader.REPLAY, replay.header()));
        warehouse.recordDeadLetters(List.of(again));
        warehouse.recordDeadLetters(List.of(again));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 open 1");
        warehouse.recordReplays(List.of(replay));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 resolved 1");
    }

    private static List<String> states(String topic) {
        return client
                .query(
                        "SELECT `offset`, `index`, `status`, `attempts` FROM `millrace`.`dead_letters`"
                                + " WHERE `topic` = {topic:String} ORDER BY `offset`, `index`",
                        Map.of("topic", topic))
                .stream()
                .map(row -> row.text("offset") + "." + row.text("index") + " " + row.text("status") + " "
                        + row.text("attempts"))
                .toList();
    }

    private static DeadLetter deadLetter(String topic, long offset, int index) {
        return deadLetter(topic, offset, index, Map.of());
    }

    private static DeadLetter deadLetter(String topic, long offset, int index, Map<String, byte[]> headers) {
        return new DeadLetter(
                new StreamPosition(topic, 0, offset, 1, index),
                ErrorCode.ROW_REJECTED,
                "because",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1},
                headers);
    }
}
