package io.millrace.ops.letters;

import io.millrace.clickhouse.bookkeeping.LetterActionTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.table.Outlook;
import io.millrace.config.Config;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ReplayLog;
import io.millrace.ops.warehouse.WarehouseReader;
import io.millrace.wiring.WarehouseWiring;

/** Puts a desk together from the configuration, so that it decodes and plans as the pipeline does. */
public final class LetterDesks {
    private LetterDesks() {}

    /**
     * @param client stays the caller's, who closes it
     * @param topic the change stream
     */
    public static LetterDesk of(Config config, ClickHouseClient client, String topic, Brokers brokers) {
        String source = config.source().name();
        LetterStore store = new LetterStore(new WarehouseReader(client, source), topic);
        Outlook outlook = new Outlook(client, source, config.warehouse().database());
        Rehearsal rehearsal = new Rehearsal(
                WarehouseWiring.types(
                        config.warehouse().columns(), config.warehouse().json()),
                WarehouseWiring.schemaPolicy(config.schema()),
                outlook,
                store::landedLsn);
        return new LetterDesk(store, new LetterActionTable(client, source), rehearsal, () -> ReplayLog.open(brokers));
    }
}
