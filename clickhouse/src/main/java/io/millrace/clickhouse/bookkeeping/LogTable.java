package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code millrace.logs}: the logs that a topic's name has stood for. That of now has the highest number; clocks, which can be set
 * back, decide nothing.
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

    /** What is told apart by a record's place in the log. */
    private static final List<String> LETTERS = List.of("dead_letters", "dead_letter_actions");

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public LogTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** The log of now; empty where none was noted. */
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

    /** Notes another log, last of all: what a crash interrupts is done again. */
    public void begin(String topic, String log, String reason) {
        Optional<String> former = read(topic);
        if (former.isPresent() && !former.get().equals(log)) {
            LETTERS.forEach(table -> new LetterMove(client, source, table, topic, topic + "." + former.get()).run());
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
