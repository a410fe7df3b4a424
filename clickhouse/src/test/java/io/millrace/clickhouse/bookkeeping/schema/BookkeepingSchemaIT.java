package io.millrace.clickhouse.bookkeeping.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps of the bookkeeping's schema run once, whichever process starts first. */
final class BookkeepingSchemaIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private ClickHouseClient client;

    @BeforeEach
    void empty() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        client.execute("DROP DATABASE IF EXISTS `millrace` SYNC");
    }

    /** Other tests share the server. */
    @AfterEach
    void close() {
        client.execute("DROP DATABASE IF EXISTS `millrace` SYNC");
        client.close();
    }

    @Test
    void aStartWithTheCurrentVersionRunsTwoQueriesAndNoDdl() {
        BookkeepingSchema.prepare(client);
        long two = cost(() -> {
            client.query("SELECT 1");
            client.query("SELECT 1");
        });

        assertThat(cost(() -> BookkeepingSchema.prepare(client))).isEqualTo(two);
        assertThat(versions()).containsExactly("1 tables of 0.1.0");
    }

    @Test
    void allTablesAndViewsAreThereWithTheirColumnsAndDescriptions() {
        BookkeepingSchema.prepare(client);

        assertThat(BookkeepingSchema.tables())
                .extracting(BookkeepingTable::name)
                .containsExactlyInAnyOrderElementsOf(
                        texts("SELECT name AS text FROM system.tables WHERE database = 'millrace'"));
        for (BookkeepingTable table : BookkeepingSchema.tables()) {
            assertThat(table.description()).as(table.name()).isNotEmpty();
            assertThat(texts("SELECT comment AS text FROM system.tables WHERE database = 'millrace' AND name = '"
                            + table.name() + "'"))
                    .containsExactly(table.description());
            if (!table.view()) {
                assertThat(table.columns())
                        .extracting(column -> column.name() + " " + column.type() + " " + column.description())
                        .containsExactlyElementsOf(
                                texts("SELECT concat(name, ' ', type, ' ', comment) AS text FROM system.columns"
                                        + " WHERE database = 'millrace' AND table = '" + table.name()
                                        + "' ORDER BY position"));
            }
        }
    }

    @Test
    void severalProcessesCanStartAtOnce() {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(CompletableFuture.runAsync(() -> {
                try (ClickHouseClient own = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
                    BookkeepingSchema.prepare(own);
                }
            }));
        }
        starts.forEach(CompletableFuture::join);

        assertThat(versions()).containsExactly("1 tables of 0.1.0");
    }

    @Test
    void aLaterStepRunsOnceAndAnEarlierBuildWorksOn() {
        BookkeepingSchema.prepare(client);
        client.execute("INSERT INTO `millrace`.`epochs` (`source`, `epoch`, `request`) VALUES ('it', 1, 'r')");
        SchemaStep added = new SchemaStep(
                2,
                1,
                "a column more",
                List.of("ALTER TABLE `millrace`.`epochs` ADD COLUMN IF NOT EXISTS `added` UInt8 DEFAULT 7"));

        with(added).prepare();
        with(added).prepare();
        BookkeepingSchema.prepare(client);

        assertThat(versions()).containsExactly("1 tables of 0.1.0", "2 a column more");
        assertThat(texts("SELECT toString(`added`) AS text FROM `millrace`.`epochs`"))
                .containsExactly("7");
    }

    @Test
    void aBuildThatCannotWorkWithALaterSchemaSaysSo() {
        BookkeepingSchema.prepare(client);
        with(new SchemaStep(2, 2, "another key", List.of())).prepare();

        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> BookkeepingSchema.prepare(client))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BOOKKEEPING_TOO_NEW))
                .withMessageContaining("version 2")
                .withMessageContaining("this build has version 1");
    }

    @Test
    void whatWasDroppedIsCreatedAgainAndTheRestKeepsItsRows() {
        BookkeepingSchema.prepare(client);
        client.execute("INSERT INTO `millrace`.`epochs` (`source`, `epoch`, `request`) VALUES ('it', 1, 'r')");
        client.execute("DROP TABLE `millrace`.`duties` SYNC");

        BookkeepingSchema.prepare(client);

        assertThat(texts("SELECT name AS text FROM system.tables WHERE database = 'millrace' AND name = 'duties'"))
                .hasSize(1);
        assertThat(texts("SELECT toString(`epoch`) AS text FROM `millrace`.`epochs`"))
                .containsExactly("1");
    }

    private BookkeepingSchema with(SchemaStep later) {
        List<SchemaStep> steps = new ArrayList<>(BookkeepingSchema.STEPS);
        steps.add(later);
        return new BookkeepingSchema(client, steps);
    }

    private List<String> versions() {
        return texts(
                "SELECT concat(toString(`version`), ' ', `description`) AS text FROM `millrace`.`schema_version` FINAL"
                        + " ORDER BY `version`");
    }

    private List<String> texts(String sql) {
        return client.query(sql).stream().map(row -> row.text("text")).toList();
    }

    /** How many queries the server begins, those to find out included. */
    private long cost(Runnable what) {
        long before = queries();
        what.run();
        return queries() - before;
    }

    private long queries() {
        return client.query("SELECT toInt64(`value`) AS n FROM `system`.`events` WHERE `event` = 'Query'")
                .get(0)
                .integer("n");
    }
}
