package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rebuilds the tables of an earlier build, whose keys did not begin with the source: ClickHouse cannot change a sorting key in
 * place. Their rows are of the one source that could use them.
 */
final class SourceKeys {
    private static final Pattern CREATE = Pattern.compile("\\s*CREATE TABLE IF NOT EXISTS `millrace`\\.`(\\w+)`");

    private static final String FORMER = """
            SELECT `name` FROM `system`.`tables`
            WHERE `database` = 'millrace' AND `engine` LIKE '%MergeTree' AND splitByString(', ', `sorting_key`)[1] != 'source'""";

    private final ClickHouseClient client;
    private final String source;

    SourceKeys(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** @param statements that create the tables as they are now; a table that none of them creates is left alone */
    void addTo(List<String> statements) {
        if (client.cluster().exists()) {
            return; // Earlier builds had none.
        }
        Set<String> former = new HashSet<>();
        client.query(FORMER).forEach(row -> former.add(row.text("name")));
        boolean dropped = false;
        for (String statement : statements) {
            Matcher create = CREATE.matcher(statement);
            if (create.lookingAt() && former.contains(create.group(1))) {
                if (!dropped) {
                    // Made again by the statements: the view feeds one table from the other.
                    client.execute("DROP TABLE IF EXISTS `millrace`.`latency_sketch` SYNC");
                    client.execute("DROP TABLE IF EXISTS `millrace`.`latency_in` SYNC");
                    dropped = true;
                }
                rebuild(create.group(1), statement);
            }
        }
    }

    private void rebuild(String name, String create) {
        String table = Identifiers.quote(Bookkeeping.DATABASE, name);
        // Another process may do the same at this moment.
        String built = Identifiers.quote(Bookkeeping.DATABASE, name + " " + UUID.randomUUID());
        client.execute(create.replace(table, built));
        String columns = String.join(", ", shared(name, built));
        client.execute(
                "INSERT INTO " + built + " (`source`, " + columns + ") SELECT {source:String}, " + columns + " FROM "
                        + table,
                Map.of("source", source));
        client.makeDurable();
        if (client.query(FORMER).stream().anyMatch(row -> row.text("name").equals(name))) {
            client.execute("EXCHANGE TABLES " + table + " AND " + built);
        }
        client.execute("DROP TABLE IF EXISTS " + built + " SYNC");
    }

    private List<String> shared(String former, String built) {
        return client.query("""
                        SELECT `name` FROM `system`.`columns`
                        WHERE `database` = 'millrace' AND `table` = {former:String} AND `name` IN (
                            SELECT `name` FROM `system`.`columns`
                            WHERE `database` = 'millrace' AND concat('`millrace`.`', `table`, '`') = {built:String})""", Map.of("former", former, "built", built)).stream()
                .map(row -> Identifiers.quote(row.text("name")))
                .toList();
    }
}
