package io.millrace.connect;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Sends every record of a connector into one topic, and to a partition that depends on the table and the row's key only, so
 * that all changes of one row stay in order. Records of a table without a key go to one partition per table; heartbeats and
 * logical messages go to partition 0. Notifications stay in their own topic. Key, value and their schemas stay as they are.
 */
public final class ChangeStreamRouter implements Transformation<SourceRecord> {
    static final String TOPIC = "topic";
    static final String PARTITIONS = "partitions";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(
                    TOPIC,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "The change stream's topic")
            .define(
                    PARTITIONS,
                    ConfigDef.Type.INT,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Range.atLeast(1),
                    Importance.HIGH,
                    "How many partitions the change stream has");

    /** Names of the key schemas of records that belong to no table. */
    private static final Set<String> TABLELESS = Set.of(
            "io.debezium.connector.common.ServerNameKey",
            "io.debezium.connector.postgresql.MessageKey",
            "io.debezium.connector.common.TransactionMetadataKey");

    static final String NOTIFICATION = "io.debezium.connector.common.Notification";

    private String topic = "";
    private int partitions = 1;

    @Override
    public void configure(Map<String, ?> settings) {
        AbstractConfig parsed = new AbstractConfig(CONFIG, settings, false);
        topic = parsed.getString(TOPIC);
        partitions = parsed.getInt(PARTITIONS);
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        Schema valueSchema = record.valueSchema();
        if (valueSchema != null && NOTIFICATION.equals(valueSchema.name())) {
            return record;
        }
        return record.newRecord(
                topic,
                partition(record),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    private int partition(SourceRecord record) {
        Schema keySchema = record.keySchema();
        if (keySchema != null && keySchema.name() != null && TABLELESS.contains(keySchema.name())) {
            return 0;
        }
        return Math.floorMod(KeyHash.of(record.topic(), record.key()), partitions);
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
