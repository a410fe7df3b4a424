package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.event.TableId;
import io.millrace.testkit.ClickHouseExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RebuildingIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @Test
    void whatAProcessThatHasEndedHasLeftIsDroppedOnceNothingIsWrittenToIt() throws Exception {
        TableNames names = TableNames.of("it_rebuilding", new TableId("public", "left"));
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            Rebuilding rebuilding = new Rebuilding(client, Duration.ofSeconds(1));
            client.execute("CREATE DATABASE IF NOT EXISTS `it_rebuilding_raw`");
            TableNames built = Rebuilding.beside(names);
            client.execute("CREATE TABLE " + built.storage() + " (`id` Int64) ENGINE = MergeTree ORDER BY `id`");
            AtomicBoolean returned = new AtomicBoolean();
            Thread waiting = new Thread(() -> {
                rebuilding.awaitOthers(names);
                returned.set(true);
            });
            waiting.start();
            for (int i = 0; i < 12; i++) {
                client.execute("INSERT INTO " + built.storage() + " VALUES (" + i + ")");
                Thread.sleep(200);
            }
            assertThat(returned).isFalse();
            waiting.join(20_000);

            assertThat(returned).isTrue();
            assertThat(client.query("SELECT `name` FROM `system`.`tables` WHERE `database` = 'it_rebuilding_raw'"))
                    .isEmpty();
        }
    }
}
