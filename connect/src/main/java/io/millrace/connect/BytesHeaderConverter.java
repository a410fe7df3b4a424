package io.millrace.connect;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;

/** Leaves headers that are bytes as they are; others, Debezium's old and new key of a row, become JSON without a schema. */
public final class BytesHeaderConverter implements HeaderConverter {
    private final JsonConverter json = new JsonConverter();

    @Override
    public void configure(Map<String, ?> settings) {
        json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
    }

    @Override
    public byte @Nullable [] fromConnectHeader(
            String topic, String name, @Nullable Schema schema, @Nullable Object value) {
        return value instanceof byte[] bytes ? bytes : json.fromConnectHeader(topic, name, schema, value);
    }

    @Override
    public SchemaAndValue toConnectHeader(String topic, String name, byte @Nullable [] value) {
        return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }

    @Override
    public ConfigDef config() {
        return json.config();
    }

    @Override
    public void close() {
        json.close();
    }
}
