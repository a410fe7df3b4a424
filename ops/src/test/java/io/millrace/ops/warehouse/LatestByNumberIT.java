package io.millrace.ops.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertDelivery.Outcome;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.clickhouse.bookkeeping.VerificationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.ops.api.table.Verified;
import io.millrace.testkit.ClickHouseExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The clocks of those who write are set back by an hour: what they wrote last counts all the same. */
class LatestByNumberIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "it_latest";
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Instant AHEAD = NOW.plus(Duration.ofHours(1));

    private ClickHouseClient client;
    private WarehouseReader reader;

    @BeforeEach
    void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        new ClickHouseWarehouse(client, SOURCE, SOURCE).prepare();
        reader = new WarehouseReader(client, SOURCE);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aMessageThatWasDeliveredIsNotSentAgain() {
        AlertTable alerts = new AlertTable(client);
        alerts.write(List.of(new AlertEntry(SOURCE, "lag", "", NOW, "warning", null, 3, 0, "slow", "Look.")));
        alerts.writeDeliveries(
                List.of(delivery("a", AHEAD, Outcome.WAITING, 1), delivery("b", AHEAD, Outcome.WAITING, 1)));
        client.execute("OPTIMIZE TABLE millrace.alert_deliveries FINAL");
        alerts.writeDeliveries(List.of(delivery("a", NOW, Outcome.DELIVERED, 2)));
        client.execute("OPTIMIZE TABLE millrace.alert_deliveries FINAL");

        assertThat(new AlertQueries(reader, SOURCE).latest(1, 10))
                .singleElement()
                .satisfies(recorded -> assertThat(recorded.deliveries())
                        .containsExactly(
                                delivery("b", AHEAD, Outcome.WAITING, 1), delivery("a", NOW, Outcome.DELIVERED, 2)));
    }

    @Test
    void aTableIsAsItWasFoundLast() {
        VerificationTable verifications = new VerificationTable(client);
        verifications.write(List.of(found(AHEAD, true, 0, 7)));
        verifications.write(List.of(found(NOW, true, 0, 8)));
        assertThat(verified()).isEqualTo(new Verified(NOW, true, 0, "", NOW, "0/8"));

        verifications.write(List.of(found(NOW, false, 3, 0)));
        client.execute("OPTIMIZE TABLE millrace.verifications FINAL");
        assertThat(verified()).isEqualTo(new Verified(NOW, false, 3, "", NOW, "0/8"));
    }

    private Verified verified() {
        return requireNonNull(new TableQueries(reader).verified(SOURCE).get("public.t"));
    }

    private static AlertDelivery delivery(String webhook, Instant at, Outcome outcome, int attempts) {
        return new AlertDelivery(SOURCE, "lag", "", NOW, "firing", webhook, at, outcome, attempts, "");
    }

    private static VerificationTable.Entry found(Instant at, boolean equal, long different, long lsn) {
        return new VerificationTable.Entry(
                SOURCE,
                "public.t",
                at,
                equal,
                10,
                10,
                different,
                0,
                0,
                lsn,
                1,
                1,
                "background",
                "",
                "",
                equal ? "equal" : "different",
                "",
                List.of(),
                Map.of());
    }
}
