package io.millrace.ops.deadletter;

import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.table.WritePreview;
import io.millrace.config.Config;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ReplayLog;
import io.millrace.ops.warehouse.WarehouseReader;
import io.millrace.wiring.WarehouseWiring;

/** Creates the service from the configuration, so that it decodes and plans as the pipeline does. */
public final class DeadLetterServiceFactory {
    private DeadLetterServiceFactory() {}

    /**
     * @param client stays the caller's, who closes it
     * @param topic the change stream
     */
    public static DeadLetterService of(Config config, ClickHouseClient client, String topic, Brokers brokers) {
        String source = config.source().name();
        DeadLetterStore store = new DeadLetterStore(new WarehouseReader(client, source), topic);
        WritePreview preview =
                new WritePreview(client, source, config.warehouse().database());
        ReplayDryRun dryRun = new ReplayDryRun(
                WarehouseWiring.types(
                        config.warehouse().columns(), config.warehouse().json()),
                WarehouseWiring.schemaPolicy(config.schema()),
                preview,
                store::landedLsn);
        return new DeadLetterService(
                store, new DeadLetterActionTable(client, source), dryRun, () -> ReplayLog.open(brokers));
    }
}
