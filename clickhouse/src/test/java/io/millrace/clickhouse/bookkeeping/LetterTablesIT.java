package io.millrace.clickhouse.bookkeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.LetterId;
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
final class LetterTablesIT {
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
    void changes_of_one_block_are_letters_of_their_own() {
        List<DeadLetter> block =
                List.of(letter("letters.own", 4, 0), letter("letters.own", 4, 1), letter("letters.own", 4, 300));
        warehouse.recordDeadLetters(block);
        warehouse.recordDeadLetters(block);
        warehouse.recordDeadLetters(List.of(letter("letters.own", 4, 2)));
        assertThat(states("letters.own")).containsExactly("4.0 open 0", "4.1 open 0", "4.2 open 0", "4.300 open 0");
    }

    @Test
    void what_is_done_about_one_change_says_nothing_of_the_others() {
        warehouse.recordDeadLetters(List.of(letter("letters.acts", 9, 0), letter("letters.acts", 9, 1)));
        Replay replay = new Replay(
                new LetterId("letters.acts", 0, 9, 1), UUID.randomUUID().toString());
        new LetterActionTable(client, "it_letters")
                .write(List.of(new LetterAction(
                        replay.letter(), replay.request(), LetterAction.Kind.REPLAY, "ann", "test", "", null, null)));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 replayed 1");

        DeadLetter again = letter("letters.acts", 90, 0, Map.of(StreamHeader.REPLAY, replay.header()));
        warehouse.recordDeadLetters(List.of(again));
        warehouse.recordDeadLetters(List.of(again));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 open 1");
        warehouse.recordReplays(List.of(replay));
        assertThat(states("letters.acts")).containsExactly("9.0 open 0", "9.1 resolved 1");
    }

    private static List<String> states(String topic) {
        return client
                .query(
                        "SELECT `offset`, `index`, `status`, `attempts` FROM `millrace`.`letters`"
                                + " WHERE `topic` = {topic:String} ORDER BY `offset`, `index`",
                        Map.of("topic", topic))
                .stream()
                .map(row -> row.text("offset") + "." + row.text("index") + " " + row.text("status") + " "
                        + row.text("attempts"))
                .toList();
    }

    private static DeadLetter letter(String topic, long offset, int index) {
        return letter(topic, offset, index, Map.of());
    }

    private static DeadLetter letter(String topic, long offset, int index, Map<String, byte[]> headers) {
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
