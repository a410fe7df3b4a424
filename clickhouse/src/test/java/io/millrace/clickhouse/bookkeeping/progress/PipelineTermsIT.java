package io.millrace.clickhouse.bookkeeping.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.core.warehouse.WriterTerm;
import io.millrace.testkit.ClickHouseExtension;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two pipelines of one source. */
final class PipelineTermsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "it_terms";

    private ClickHouseClient client;
    private ClickHouseWarehouse former;
    private ClickHouseWarehouse latter;

    @BeforeEach
    void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        former = warehouse();
        latter = warehouse();
        former.prepare();
    }

    @AfterEach
    void close() {
        former.close();
        latter.close();
        client.close();
    }

    private static ClickHouseWarehouse warehouse() {
        return ClickHouseWarehouse.open(ClickHouseConfig.of(CLICKHOUSE.url()), SOURCE, SOURCE);
    }

    @Test
    void theOneThatBeganLastWritesAlone() {
        String topic = "terms.last";
        former.beginLog(topic, "log", "");
        WriterTerm first = former.takeOver("first").of("log");
        former.writeBy(first);
        former.record(List.of(new Progress(topic, 0, 5, 1, 1, 0)), List.of());

        latter.writeBy(latter.takeOver("second").of("log"));
        latter.record(List.of(new Progress(topic, 0, 6, 1, 1, 0)), List.of());
        latter.requireTerm();

        refused(former::requireTerm);
        // A process that has not asked for a while, and asks first of all.
        try (ClickHouseWarehouse frozen = warehouse()) {
            frozen.writeBy(first);
            refused(() -> frozen.record(List.of(new Progress(topic, 0, 9, 1, 1, 0)), List.of()));
            refused(() -> frozen.recordDeadLetters(List.of()));
        }
        assertThat(latter.progress(topic)).isEqualTo(Map.of(0, new Progress(topic, 0, 6, 1, 1, 0)));
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(call)
                .withMessageContaining("Another pipeline of it_terms (second)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SUPERSEDED));
    }

    @Test
    void progressOfTheFormerLogSkipsNothing() {
        String topic = "terms.log";
        former.beginLog(topic, "old", "");
        former.writeBy(former.takeOver("first").of("old"));
        former.record(List.of(new Progress(topic, 0, 10, 1, 1, 0)), List.of());

        WriterTerm term = latter.takeOver("second");
        latter.beginLog(topic, "new", "it was deleted");
        latter.writeBy(term.of("new"));
        latter.record(List.of(new Progress(topic, 0, 3, 1, 1, 0, 77)), List.of());
        // The first one, which has asked a moment ago whether it may.
        new ProgressTable(client, SOURCE).write("old", List.of(new Progress(topic, 0, 900, 1, 1, 0)));

        for (int look = 0; look < 2; look++) {
            assertThat(latter.progress(topic)).isEqualTo(Map.of(0, new Progress(topic, 0, 3, 1, 1, 0, 77)));
            try (ClickHouseWarehouse another = warehouse()) {
                assertThat(another.progress(topic)).isEqualTo(latter.progress(topic));
            }
            assertThat(client.query("SELECT toInt64(`next_offset`) AS n FROM `millrace`.`current_progress`"
                            + " WHERE `topic` = 'terms.log'"))
                    .extracting(row -> row.integer("n"))
                    .containsExactly(3L);
            client.execute("OPTIMIZE TABLE `millrace`.`progress` FINAL");
        }
    }
}
