package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionEntry;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionTable;
import io.millrace.clickhouse.bookkeeping.progress.EpochTable;
import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import io.millrace.clickhouse.bookkeeping.sample.SampleWriter;
import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.clickhouse.bookkeeping.sample.SourceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Durability;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.Progress;
import io.millrace.testkit.ClickHouseExtension;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BookkeepingIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(TestCluster.config(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_books", "it_books");
        warehouse.prepare();
        warehouse.prepare();
    }

    @Test
    void theEmbeddedEngineSyncsByGroup() {
        warehouse.makeDurable();

        assertThat(client.durability()).isEqualTo(Durability.GROUP);
        assertThat(client.query("SELECT name FROM system.tables WHERE database = 'millrace'"
                        + " AND create_table_query LIKE '%fsync%'"))
                .isEmpty();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    @Test
    void progressKeepsTheHighestOffsetOfEachPartition() {
        warehouse.record(
                List.of(
                        new Progress("books.progress", 0, 10, 100, 1_700_000_000_000_001L, 5),
                        new Progress("books.progress", 1, 7, -1L, 0, 7)),
                List.of());
        warehouse.record(List.of(new Progress("books.progress", 0, 9, 90, 1, 1)), List.of());

        assertThat(warehouse.progress("books.progress"))
                .isEqualTo(Map.of(
                        0, new Progress("books.progress", 0, 10, 100, 1_700_000_000_000_001L, 0),
                        1, new Progress("books.progress", 1, 7, -1L, 0, 0)));
        assertThat(warehouse.progress("books.nothing")).isEmpty();
    }

    @Test
    void anotherLogStartsOverAndReplacesNoDeadLetter() {
        String topic = "books.again";
        warehouse.beginLog(topic, "first", "");
        assertThat(warehouse.log(topic)).contains("first");
        warehouse.record(List.of(new Progress(topic, 0, 10, 100, 0, 5)), List.of());
        warehouse.recordDeadLetters(List.of(deadLetterAt(topic, 3)));

        warehouse.beginLog(topic, "second", "it was deleted");
        warehouse.beginLog(topic, "second", "it was deleted");

        assertThat(warehouse.log(topic)).contains("second");
        assertThat(warehouse.progress(topic)).isEmpty();
        warehouse.record(List.of(new Progress(topic, 0, 2, 100, 0, 5)), List.of());
        warehouse.recordDeadLetters(List.of(deadLetterAt(topic, 3)));
        assertThat(warehouse.progress(topic)).isEqualTo(Map.of(0, new Progress(topic, 0, 2, 100, 0, 0)));
        assertThat(
                        client.query(
                                "SELECT topic FROM millrace.dead_letters WHERE startsWith(topic, 'books.again') ORDER BY topic"))
                .extracting(row -> row.text("topic"))
                .containsExactly(topic, topic + ".first");
    }

    private static DeadLetter deadLetterAt(String topic, long offset) {
        return new DeadLetter(
                new StreamPosition(topic, 0, offset, 1_700_000_000_123L),
                ErrorCode.NOT_JSON,
                "It is no JSON",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1});
    }

    @Test
    void latencySketchesMergeToSanePercentiles() {
        // A past of its own, but younger than the TTL.
        long second = Instant.now().getEpochSecond() - 200_000;
        List<LatencyBucket> first = new ArrayList<>();
        List<LatencyBucket> later = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            (i % 2 == 0 ? first : later)
                    .add(new LatencyBucket(second + i % 2, LatencyBucket.Stage.TOTAL, i * 1000L, 3));
        }
        warehouse.record(List.of(), first);
        warehouse.record(List.of(), later);

        Row row = client.query("""
                        SELECT
                            quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(`quantiles`) AS q,
                            sum(`count`) AS n,
                            max(`max`) AS top
                        FROM `millrace`.`latency`
                        WHERE `stage` = 'total' AND `second` BETWEEN toDateTime({from:UInt32}) AND toDateTime({from:UInt32} + 1)""", Map.of("from", second)).get(0);

        assertThat(row.integer("n")).isEqualTo(3000);
        assertThat(row.integer("top")).isEqualTo(1_000_000);
        assertThat(row.numbers("q").get(0)).isCloseTo(500_000, within(15_000.0));
        assertThat(row.numbers("q").get(1)).isCloseTo(950_000, within(15_000.0));
        assertThat(row.numbers("q").get(2)).isCloseTo(990_000, within(10_000.0));
    }

    @Test
    void aDeadLetterIsKeptOnceWithItsOriginalBytesAndHeaders() {
        byte[] garbage = {0, (byte) 0xff, '\n', '"'};
        DeadLetter deadLetter = new DeadLetter(
                new StreamPosition("books.letters", 1, 42, 1_700_000_000_123L),
                ErrorCode.NOT_JSON,
                "It's \"no\" JSON",
                Optional.of(new TableId("public", "orders")),
                Optional.of(BigInteger.ONE.shiftLeft(100)),
                null,
                garbage,
                Map.of("millrace.ordinal", garbage));

        warehouse.recordDeadLetters(List.of(deadLetter, deadLetter));
        warehouse.recordDeadLetters(List.of(deadLetter));

        List<Row> rows = client.query("SELECT *, hex(`value`) AS hex, hex(`headers`['millrace.ordinal']) AS header"
                + " FROM `millrace`.`dead_letters` WHERE `topic` = 'books.letters'");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).text("status")).isEqualTo("open");
        assertThat(rows.get(0).text("hex")).isEqualTo("00FF0A22");
        assertThat(rows.get(0).text("header")).isEqualTo("00FF0A22");
        assertThat(rows.get(0).text("reason")).isEqualTo(deadLetter.reason());
        assertThat(rows.get(0).text("code")).isEqualTo("NOT_JSON");
        assertThat(rows.get(0).text("advice")).isEqualTo(ErrorCode.NOT_JSON.advice());
        assertThat(rows.get(0).bigInteger("version")).isEqualTo(BigInteger.ONE.shiftLeft(100));
        assertThat(rows.get(0).instant("logged_at")).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
    }

    @Test
    void actionsSetTheStatusOfADeadLetterAndAddNone() {
        DeadLetterId id = new DeadLetterId("books.replays", 0, 5);
        DeadLetterActionTable actions = new DeadLetterActionTable(client, "it_books");
        warehouse.recordDeadLetters(List.of(deadLetter(id.topic(), 5, ErrorCode.NOT_JSON, Map.of())));

        Replay first = new Replay(id, UUID.randomUUID().toString());
        actions.write(List.of(asked(first)));
        assertThat(state(id)).isEqualTo("replayed 1 NOT_JSON");
        DeadLetter failed =
                deadLetter(id.topic(), 90, ErrorCode.BAD_VALUE, Map.of(StreamHeader.REPLAY, first.header()));
        warehouse.recordDeadLetters(List.of(failed));
        assertThat(state(id)).isEqualTo("open 1 BAD_VALUE");

        Replay second = new Replay(id, UUID.randomUUID().toString());
        actions.write(List.of(asked(second)));
        // After a crash the pipeline reads the first replay again: what it says then is no news.
        warehouse.recordDeadLetters(List.of(failed));
        assertThat(state(id)).isEqualTo("replayed 2 BAD_VALUE");
        warehouse.recordReplays(List.of(second));
        warehouse.recordReplays(List.of(second));
        assertThat(state(id)).isEqualTo("resolved 2 BAD_VALUE");
        assertThat(client.query("SELECT count() AS n FROM `millrace`.`dead_letter_actions` FINAL"
                                + " WHERE `topic` = 'books.replays'")
                        .get(0)
                        .integer("n"))
                .isEqualTo(4);
    }

    @Test
    void aReplayOfAnUnknownDeadLetterBecomesItsOwn() {
        Replay forged = new Replay(
                new DeadLetterId("books.forged", 0, 1), UUID.randomUUID().toString());
        warehouse.recordReplays(List.of(forged));
        warehouse.recordDeadLetters(List.of(
                deadLetter("books.forged", 7, ErrorCode.NOT_JSON, Map.of(StreamHeader.REPLAY, forged.header()))));
        assertThat(client.query("SELECT `offset` FROM `millrace`.`dead_letters` WHERE `topic` = 'books.forged'"))
                .extracting(row -> row.integer("offset"))
                .containsExactly(7L);
    }

    private static DeadLetter deadLetter(String topic, long offset, ErrorCode code, Map<String, byte[]> headers) {
        return new DeadLetter(
                new StreamPosition(topic, 0, offset, 1),
                code,
                "because",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1},
                headers);
    }

    private static DeadLetterActionEntry asked(Replay replay) {
        return new DeadLetterActionEntry(
                replay.deadLetter(),
                replay.request(),
                DeadLetterActionEntry.Kind.REPLAY,
                "ann",
                "test",
                "",
                null,
                null);
    }

    private static String state(DeadLetterId id) {
        Row row = client.query(
                        "SELECT `status`, `attempts`, `code` FROM `millrace`.`dead_letters` WHERE `topic` = {topic:String}",
                        Map.of("topic", id.topic()))
                .get(0);
        return row.text("status") + " " + row.text("attempts") + " " + row.text("code");
    }

    @Test
    void samplesReadBackAsWritten() {
        SampleWriter samples = new SampleWriter(client, "it_books");
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        samples.services(List.of(new ServiceSample(at, "books-svc", ServiceSample.State.DEGRADED, "slow", 12.5)));
        samples.slots(List.of(new SlotSample(at, "books-slot", true, "reserved", 1, 2, -1L, 4, -5)));
        samples.slots(List.of(new SlotSample(at, "books-limit", true, "reserved", 1, 2, 3, 4, 5, -6L)));
        samples.sources(List.of(new SourceSample(at, "public.books", 99, true)));
        samples.logs(List.of(new LogSample(at, "books.log", 3, 1L << 40)));

        Row service = client.query("SELECT * FROM `millrace`.`service_samples` WHERE `service` = 'books-svc'")
                .get(0);
        assertThat(service.instant("at")).isEqualTo(at);
        assertThat(service.text("state")).isEqualTo("degraded");
        assertThat(service.number("response_ms")).isEqualTo(12.5);
        Row slot = client.query("SELECT * FROM `millrace`.`slot_samples` WHERE `slot` = 'books-slot'")
                .get(0);
        assertThat(slot.bool("active")).isTrue();
        assertThat(slot.bigInteger("current_lsn")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(slot.integer("lag_bytes")).isEqualTo(-5);
        assertThat(slot.isNull("safe_bytes")).isTrue();
        assertThat(client.query("SELECT `safe_bytes` FROM `millrace`.`slot_samples` WHERE `slot` = 'books-limit'")
                        .get(0)
                        .integer("safe_bytes"))
                .isEqualTo(-6);
        Row source = client.query("SELECT * FROM `millrace`.`source_samples` WHERE `source_table` = 'public.books'")
                .get(0);
        assertThat(source.integer("rows")).isEqualTo(99);
        assertThat(source.bool("exact")).isTrue();
        Row log = client.query("SELECT * FROM `millrace`.`log_samples` WHERE `topic` = 'books.log'")
                .get(0);
        assertThat(log.integer("end_offset")).isEqualTo(1L << 40);
    }

    @Test
    void anEpochIsAboveTheConnectorsAlsoIfTheWarehouseLacksThat() {
        EpochTable epochs = warehouse.epochs();
        assertThat(epochs.begin("forgetful", "first", "a test", 0)).isEqualTo(1);
        assertThat(epochs.begin("forgetful", "first", "a test", 0)).isEqualTo(1);
        client.execute(
                "ALTER TABLE `millrace`.`epochs` DELETE WHERE `source` = 'forgetful' SETTINGS mutations_sync = 1");
        assertThat(epochs.now("forgetful")).isZero();
        assertThat(epochs.begin("forgetful", "second", "a test", 1)).isEqualTo(2);
    }

    @Test
    void anAlertIsWhatWasWrittenOfItLast() {
        AlertTable alerts = new AlertTable(client);
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        AlertEntry firing =
                new AlertEntry("books", "deadLetters", "public.a", since, "warning", null, 3, 0, "3 records", "Look.");
        AlertEntry over = new AlertEntry(
                "books", "deadLetters", "public.a", since, "warning", since.plusSeconds(5), 3, 0, "3 records", "Look.");
        alerts.write(List.of(firing));
        assertThat(alert().isNull("resolved_at")).isTrue();
        alerts.write(List.of(over));
        assertThat(alert().instant("resolved_at")).isEqualTo(since.plusSeconds(5));
        assertThat(alert().instant("since")).isEqualTo(since);
        assertThat(alert().text("reason")).isEqualTo("3 records");

        alerts.writeDeliveries(List.of(delivery(since, AlertDelivery.Outcome.WAITING, 0)));
        alerts.writeDeliveries(List.of(delivery(since, AlertDelivery.Outcome.DELIVERED, 1)));
        List<Row> deliveries = client.query(
                "SELECT * FROM `millrace`.`alert_deliveries` FINAL WHERE `source` = 'books' ORDER BY `number`");
        assertThat(deliveries).extracting(row -> row.text("outcome")).containsExactly("waiting", "delivered");
        assertThat(deliveries.get(1).integer("attempts")).isEqualTo(1);
    }

    private static AlertDelivery delivery(Instant since, AlertDelivery.Outcome outcome, int attempts) {
        Instant at = since.plusMillis(attempts);
        return new AlertDelivery(
                "books", "deadLetters", "public.a", since, "firing", "json h 1", at, outcome, attempts, "");
    }

    private static Row alert() {
        List<Row> alerts = client.query("SELECT * FROM `millrace`.`alerts` FINAL WHERE `source` = 'books'");
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }

    @Test
    void valuesThatDoNotFitAreCountedByTableAndColumn() {
        TestTable table = TestTable.of(new TableId("public", "fits"), "id Int64", "a Nullable(String)");
        ClickHouseWarehouse other = new ClickHouseWarehouse(client, "it_fits", "it_fits");
        other.evolve(table.creation());
        for (int version = 1; version <= 3; version++) {
            Update row = (Update) table.put(version, 1L, null);
            Map<String, String> rescued = version == 1 ? Map.of() : Map.of("a", "text");
            other.insert(table.batch(
                    row.with(new RowImage(RowImage.Kind.FULL, row.row().values(), rescued))));
        }
        other.record(List.of(), List.of());
        other.record(List.of(), List.of());
        assertThat(client.query("SELECT `column`, toString(sum(`values`)) AS counted FROM `millrace`.`rescue_counts`"
                        + " WHERE `source_table` = 'public.fits' GROUP BY `column`"))
                .extracting(row -> row.text("column") + " " + row.text("counted"))
                .containsExactly("a 2");
    }

    @Test
    void mirroredTablesAreRegistered() {
        TestTable table = TestTable.of(new TableId("billing", "invoices"), "id Int64");
        warehouse.evolve(table.creation());

        assertThat(new TableRegistry(client).read("it_books"))
                .containsExactly(new TableRegistry.Entry(
                        "it_books",
                        "billing.invoices",
                        "it_books_billing",
                        "invoices",
                        "it_books_billing_raw",
                        "invoices",
                        "keyed",
                        "live",
                        ""));
    }

    @Test
    void parametersCarryAnyText() {
        String hostile = "it's \\ a `\"test\"\n\t\\N {x:String} %27 é 日本 \0";

        Row row = client.query("SELECT {text:String} AS t, {n:UInt64} AS n", Map.of("text", hostile, "n", 7))
                .get(0);

        assertThat(row.text("t")).isEqualTo(hostile);
        assertThat(row.integer("n")).isEqualTo(7);
    }
}
