package io.millrace.clickhouse.bookkeeping.progress;

import io.millrace.clickhouse.bookkeeping.BookkeepingInsert;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterMove;
import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code millrace.logs}: the logs (incarnations) of a topic. The current one has the highest number; clocks, which can
 * be set back, decide nothing.
 */
public final class LogTable {
    private record Log(String topic, String log, long number, String reason) {}

    private static final BookkeepingInsert<Log> INSERT =
            BookkeepingInsert.into("logs", List.of("topic", "log", "number", "reason"), (log, out) -> {
                out.string(log.topic());
                out.string(log.log());
                out.int64(log.number());
                out.string(log.reason());
            });

    private static final String TABLE = "`millrace`.`logs`";

    /** Tables whose rows are identified by a record's position in the log. */
    private static final List<String> DEAD_LETTER_TABLES = List.of("dead_letter_records", "dead_letter_actions");

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public LogTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** The current log; empty if none was recorded. */
    public Optional<String> read(String topic) {
        return client
                .queryLatest(
                        TABLE,
                        "SELECT `log` FROM `millrace`.`logs` WHERE `source` = {source:String} AND `topic` = {topic:String}"
                                + " ORDER BY `number` DESC, `since` DESC LIMIT 1",
                        Map.of("source", source, "topic", topic))
                .stream()
                .findFirst()
                .map(row -> row.text("log"));
    }

    /** Records a new log, as the last step, so that an interrupted change is repeated. */
    public void begin(String topic, String log, String reason) {
        Optional<String> former = read(topic);
        if (former.isPresent() && !former.get().equals(log)) {
            DEAD_LETTER_TABLES.forEach(
                    table -> new DeadLetterMove(client, source, table, topic, topic + "." + former.get()).run());
            delete("progress", topic);
            client.makeDurable();
        }
        INSERT.write(client, source, List.of(new Log(topic, log, last(topic) + 1, reason)));
        client.makeDurable();
    }

    private long last(String topic) {
        return client.queryLatest(
                        TABLE,
                        "SELECT max(`number`) AS last FROM `millrace`.`logs` WHERE `source` = {source:String} AND `topic` = {topic:String}",
                        Map.of("source", source, "topic", topic))
                .get(0)
                .integer("last");
    }

    private void delete(String table, String topic) {
        client.execute(
                "ALTER TABLE `millrace`.`" + table
                        + "` DELETE WHERE `source` = {source:String} AND `topic` = {topic:String} SETTINGS mutations_sync = 1",
                Map.of("source", source, "topic", topic));
    }
}
