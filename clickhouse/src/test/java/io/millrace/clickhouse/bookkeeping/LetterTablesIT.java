package io.millrace.clickhouse.bookkeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Durability;
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
        new LetterActionTable(client)
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

    @Test
    void tables_of_a_time_when_a_record_held_one_change_are_followed() {
        client.execute("CREATE DATABASE IF NOT EXISTS `letters_before`");
        client.execute("CREATE TABLE `letters_before`.`dead_letters` (`topic` String, `partition` UInt32,"
                + " `offset` UInt64, `logged_at` DateTime64(3, 'UTC'), `code` LowCardinality(String), `reason` String,"
                + " `advice` String, `source_table` String, `version` UInt128, `key` String, `value` String,"
                + " `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6))"
                + " ENGINE = ReplacingMergeTree(`recorded_at`) ORDER BY (`topic`, `partition`, `offset`)");
        client.execute("CREATE TABLE `letters_before`.`dead_letter_actions` (`topic` String, `partition` UInt32,"
                + " `offset` UInt64, `request` String, `action` LowCardinality(String),"
                + " `at` DateTime64(6, 'UTC') DEFAULT now64(6), `who` String, `via` String, `note` String,"
                + " `code` LowCardinality(String), `reason` String, `advice` String, `edited` Bool, `key` String,"
                + " `value` String)"
                + " ENGINE = ReplacingMergeTree ORDER BY (`topic`, `partition`, `offset`, `request`, `action`)");
        client.execute("INSERT INTO `letters_before`.`dead_letters` (`topic`, `offset`) VALUES ('before', 1)");
        client.execute("INSERT INTO `letters_before`.`dead_letter_actions` (`topic`, `offset`, `request`, `action`)"
                + " VALUES ('before', 1, 'r', 'landed')");

        for (int times = 0; times < 2; times++) {
            Bookkeeping.statements(Durability.GROUP).stream()
                    .filter(sql -> sql.contains("letter"))
                    .map(sql -> sql.replace("`millrace`", "`letters_before`"))
                    .forEach(client::execute);
        }
        client.execute(
                "INSERT INTO `letters_before`.`dead_letters` (`topic`, `offset`, `index`) VALUES ('before', 1, 1)");
        client.execute("OPTIMIZE TABLE `letters_before`.`dead_letters` FINAL");

        assertThat(client.query("SELECT `index`, `status` FROM `letters_before`.`letters` ORDER BY `index`"))
                .extracting(row -> row.text("index") + " " + row.text("status"))
                .containsExactly("0 resolved", "1 open");
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
