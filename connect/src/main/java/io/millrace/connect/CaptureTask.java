package io.millrace.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.millrace.connect.stream.CaptureConnection;
import io.millrace.connect.stream.ChangeReader;
import io.millrace.connect.stream.Changes;
import io.millrace.connect.stream.CommitRounds;
import io.millrace.connect.stream.Outbox;
import io.millrace.connect.stream.Polling;
import io.millrace.connect.stream.RelationMessage;
import io.millrace.connect.stream.StoredOffset;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.protect.ColumnRules;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The task of {@link CaptureConnector}: Debezium's, except for the changes themselves: Debezium only sees the ends of
 * transactions; their changes bypass it in blocks.
 */
public final class CaptureTask extends PostgresConnectorTask {
    /** The setting with the change stream's topic. */
    static final String TOPIC = "millrace.topic";

    /** The setting with how many partitions it has. */
    static final String PARTITIONS = "millrace.partitions";

    /** The setting with the {@link io.millrace.core.event.StreamEpoch}; 0 without it. */
    static final String EPOCH = "millrace.epoch";

    /** The version whose decoder can be replaced. */
    static final String MADE_FOR = "3.7";

    private final CommitRounds commits = new CommitRounds();

    /** Null in a task that does not stream. */
    private volatile @Nullable Polling polling;

    /**
     * @throws ConnectException if the slot is missing: Debezium would create a new one and continue as if no change had
     *     been missed (Millrace's controller creates it and resyncs the tables); if the slot begins after the captured
     *     position; if Debezium is not the supported version
     */
    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection jdbcConnection, PostgresSchema schema, PostgresConnectorConfig connectorConfig)
            throws SQLException {
        Map<String, String> source = Map.of("server", connectorConfig.getLogicalName());
        StoredOffset stored = new StoredOffset(context.offsetStorageReader().offset(source));
        new CaptureSlot(connectorConfig.slotName()).check(jdbcConnection, stored);
        Map<String, String> settings = settings(connectorConfig);
        int epoch = Integer.parseInt(settings.getOrDefault(EPOCH, "0"));
        MessageDecoderContext decoding = new MessageDecoderContext(connectorConfig, schema);
        ColumnRules rules = ProtectedColumns.of(settings);
        ChangeReader reader = new ChangeReader(
                decoding,
                jdbcConnection,
                new Changes(
                        descriptions(jdbcConnection, connectorConfig, settings, rules),
                        rules,
                        Integer.parseInt(settings.getOrDefault(PARTITIONS, "1")),
                        epoch,
                        stored.commitLsn()));
        LocalSocket socket = LocalSocket.of(System.getenv());
        ReplicationConnection connection = super.buildReplicationConnection(
                jdbcConnection, schema, socket == null ? connectorConfig : socket.in(connectorConfig));
        try {
            Field decoder = PostgresReplicationConnection.class.getDeclaredField("messageDecoder");
            decoder.setAccessible(true);
            decoder.set(connection, reader);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ConnectException(
                    "Millrace cannot read the stream through Debezium " + version() + ". Put Debezium " + MADE_FOR
                            + ".x into the plug-in folder of Connect.",
                    e);
        }
        Outbox outbox = new Outbox();
        polling = new Polling(outbox, source, settings.getOrDefault(TOPIC, ""), epoch, stored.offset());
        return new CaptureConnection(connection, reader, outbox, stored.isSearchedFor());
    }

    private static CatalogDescriptions descriptions(
            PostgresConnection jdbcConnection,
            PostgresConnectorConfig connectorConfig,
            Map<String, String> settings,
            ColumnRules rules) {
        TypeCatalog types = new TypeCatalog();
        Properties login = new Properties();
        login.putAll(settings);
        types.configure(login);
        TypeRegistry named = jdbcConnection.getTypeRegistry();
        Map<String, String> forCatalog = new HashMap<>(settings);
        forCatalog.put(PostgresCatalog.PUBLICATION, connectorConfig.publicationName());
        return new CatalogDescriptions(
                new TableSelection(settings),
                rules,
                new StreamedKeys(StreamedKeys.of(jdbcConnection)),
                new Relations(new PostgresCatalog(forCatalog), System::nanoTime, rules),
                new CatalogTypes(types, named));
    }

    /** Types from the catalog. */
    private record CatalogTypes(TypeCatalog catalog, TypeRegistry named) implements CatalogDescriptions.Types {
        @Override
        public String describe(TableId table, RelationMessage.Column column) {
            StreamedType type = new StreamedType(column.type(), column.modifier());
            return BuiltInTypes.describe(type)
                    .orElseGet(() -> catalog.describe(
                            table.plain(),
                            column.name(),
                            type,
                            named.get(column.type()).getName()));
        }

        @Override
        public void begin() {
            catalog.forget();
        }
    }

    /** The only access to settings that Debezium does not know. */
    @SuppressWarnings("deprecation")
    private static Map<String, String> settings(PostgresConnectorConfig config) {
        Configuration settings = config.getConfig();
        return settings.asMap();
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        Polling streaming = polling;
        return streaming == null ? super.doPoll() : streaming.poll(super::doPoll);
    }

    @Override
    public void commit() throws InterruptedException {
        if (commits.next()) {
            super.commit();
        }
    }

    /** Debezium recognizes envelopes by schema names, which blocks lack. */
    @Override
    protected boolean containsChangeDataMessages(List<SourceRecord> records) {
        return records != null && !records.isEmpty();
    }

    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) throws InterruptedException {
        super.commitRecord(record, metadata);
        commits.acknowledged();
        Polling streaming = polling;
        if (streaming != null) {
            streaming.acknowledged();
        }
        Failpoint.CHANGES_LOGGED.reach();
    }
}
