package io.millrace.clickhouse.bookkeeping.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionEntry;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.StreamPosition;
import io.millrace.testkit.ClickHouseExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server's clock is set back by an hour, or ClickHouse continues at a machine that is behind. */
final class ClocksIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String AN_HOUR_AHEAD =
            " = now64(6) + INTERVAL 1 HOUR WHERE `topic` = {topic:String}" + " SETTINGS mutations_sync = 1";

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_clocks", "it_clocks");
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    @Test
    void theLogThatBeganLastCounts() {
        String topic = "clocks.log";
        warehouse.beginLog(topic, "first", "");
        ahead("logs", "since", topic);

        warehouse.beginLog(topic, "second", "it was deleted");

        assertThat(warehouse.log(topic)).contains("second");
        ahead("logs", "since", topic);
        warehouse.beginLog(topic, "third", "it was deleted");
        assertThat(warehouse.log(topic)).contains("third");
    }

    @Test
    void theLastActionSetsTheStatusOfADeadLetter() {
        DeadLetterId id = new DeadLetterId("clocks.letters", 0, 3);
        Replay replay = new Replay(id, UUID.randomUUID().toString());
        warehouse.recordDeadLetters(List.of(new DeadLetter(
                new StreamPosition(id.topic(), 0, 3, 1),
                ErrorCode.NOT_JSON,
                "because",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1})));
        new DeadLetterActionTable(client, "it_clocks")
                .write(List.of(new DeadLetterActionEntry(
                        id, replay.request(), DeadLetterActionEntry.Kind.REPLAY, "ann", "test", "", null, null)));
        ahead("dead_letter_actions", "at", id.topic());

        warehouse.recordReplays(List.of(replay));

        assertThat(client.query(
                        "SELECT `status` FROM `millrace`.`dead_letters` WHERE `topic` = {topic:String}",
                        Map.of("topic", id.topic())))
                .extracting(row -> row.text("status"))
                .containsExactly("resolved");
    }

    @Test
    void aLoadAndAnAlertAreWhatWasWrittenLastOfThem() {
        client.execute("INSERT INTO `millrace`.`loads` (`source`, `id`, `source_table`, `stage`, `at`)"
                + " VALUES ('it_clocks', 'clocks', 'public.t', 'reading', now64(6) + INTERVAL 1 HOUR)");
        new LoadTable(client)
                .write(List.of(new LoadTable.Entry(
                        "it_clocks", "clocks", "public.t", "landed", 1, Instant.EPOCH, "a test", "", 0, 0, "")));
        assertThat(client.query("SELECT `stage` FROM `millrace`.`loads` FINAL WHERE `id` = 'clocks'"))
                .extracting(row -> row.text("stage"))
                .containsExactly("landed");

        Instant since = Instant.ofEpochMilli(1_700_000_000_000L);
        client.execute(
                "INSERT INTO `millrace`.`alerts` (`source`, `rule`, `subject`, `since`, `resolved_at`, `written_at`)"
                        + " VALUES ('it_clocks', 'lag', '', toDateTime64('2023-11-14 22:13:20', 3, 'UTC'), NULL,"
                        + " now64(6) + INTERVAL 1 HOUR)");
        new AlertTable(client)
                .write(List.of(new AlertEntry(
                        "it_clocks", "lag", "", since, "warning", since.plusSeconds(5), 3, 0, "slow", "Look.")));
        assertThat(client.query("SELECT isNull(`resolved_at`) AS firing FROM `millrace`.`alerts` FINAL"
                        + " WHERE `source` = 'it_clocks'"))
                .extracting(row -> row.integer("firing"))
                .containsExactly(0L);
    }

    private static void ahead(String table, String column, String topic) {
        client.execute(
                "ALTER TABLE `millrace`.`" + table + "` UPDATE `" + column + "`" + AN_HOUR_AHEAD,
                Map.of("topic", topic));
    }
}
