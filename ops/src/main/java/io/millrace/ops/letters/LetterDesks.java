package io.millrace.ops.letters;

import io.millrace.clickhouse.bookkeeping.LetterActionTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.table.Outlook;
import io.millrace.config.Config;
import io.millrace.core.evolve.SchemaChange.Kind;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.type.ColumnTypes;
import io.millrace.core.type.TypeMapping;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ReplayLog;
import io.millrace.ops.warehouse.WarehouseReader;
import java.util.EnumMap;
import java.util.Map;

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
                TypeMapping.with(ColumnTypes.of(
                        config.warehouse().columns(), config.warehouse().json())),
                policy(config.schema()),
                outlook,
                store::landedLsn);
        return new LetterDesk(store, new LetterActionTable(client, source), rehearsal, () -> ReplayLog.open(brokers));
    }

    private static SchemaPolicy policy(Config.Schema schema) {
        Map<Kind, SchemaPolicy.Action> actions = new EnumMap<>(Kind.class);
        actions.put(Kind.ADD_COLUMN, action(schema.addColumn()));
        actions.put(Kind.DROP_COLUMN, action(schema.dropColumn()));
        actions.put(Kind.RENAME_COLUMN, action(schema.renameColumn()));
        actions.put(Kind.CHANGE_TYPE, action(schema.changeType()));
        actions.put(Kind.SET_NOT_NULL, action(schema.notNull()));
        actions.put(Kind.DROP_NOT_NULL, action(schema.notNull()));
        actions.put(Kind.CHANGE_KEY, action(schema.changeKey()));
        actions.put(Kind.RENAME_TABLE, action(schema.renameTable()));
        actions.put(Kind.DROP_TABLE, action(schema.dropTable()));
        return new SchemaPolicy(actions);
    }

    private static SchemaPolicy.Action action(Config.Schema.Action action) {
        return SchemaPolicy.Action.valueOf(action.name());
    }
}
