package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.event.TableId;
import io.millrace.testkit.ClickHouseExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RebuildingIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @Test
    void whatAProcessThatHasEndedHasLeftIsDroppedLater() {
        TableNames names = TableNames.of("it_rebuilding", new TableId("public", "left"));
        TableNames others = TableNames.of("it_rebuilding", new TableId("public", "left 1"));
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            client.execute("CREATE DATABASE IF NOT EXISTS `it_rebuilding_raw`");
            TableNames left = Rebuilding.beside(names);
            TableNames ofOthers = Rebuilding.beside(others);
            create(client, left);
            create(client, ofOthers);
            assertThat(new Rebuilding(client).id(left)).hasSize(36);

            new Rebuilding(client).dropAbandoned(names);
            assertThat(tables(client).lines()).hasSize(2);
            new Rebuilding(client, Duration.ofSeconds(-5)).dropAbandoned(names);
            assertThat(tables(client)).isEqualTo(ofOthers.storageName() + "\n");
            new Rebuilding(client).drop(ofOthers);
            assertThat(new Rebuilding(client).id(ofOthers)).isEmpty();
        }
    }

    private static void create(ClickHouseClient client, TableNames names) {
        client.execute("CREATE TABLE " + names.storage() + " (`id` Int64) ENGINE = MergeTree ORDER BY `id`");
    }

    private static String tables(ClickHouseClient client) {
        StringBuilder names = new StringBuilder();
        client.query("SELECT `name` FROM `system`.`tables` WHERE `database` = 'it_rebuilding_raw' ORDER BY `name`")
                .forEach(row -> names.append(row.text("name")).append('\n'));
        return names.toString();
    }
}
