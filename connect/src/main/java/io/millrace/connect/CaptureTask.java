package io.millrace.connect;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.protect.ColumnRules;
import java.lang.reflect.Field;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** The task of {@link CaptureConnector}: Debezium's, with {@link PgOutputReader} in the place of its decoder. */
public final class CaptureTask extends PostgresConnectorTask {
    /** The version whose decoder can be replaced. */
    private static final String MADE_FOR = "3.7";

    /**
     * @throws ConnectException if the slot is not there: Debezium would make a new one and go on as if no change had been
     *     missed. Whoever runs Millrace's capture makes it, and loads the tables again; if Debezium is not of the version that Millrace is made for: read by its own decoder, rows from
     *     before a change of type would stop the capture
     */
    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection jdbcConnection, PostgresSchema schema, PostgresConnectorConfig connectorConfig)
            throws SQLException {
        if (!exists(connectorConfig.slotName(), jdbcConnection)) {
            throw new ConnectException("The replication slot " + connectorConfig.slotName()
                    + " is gone. Millrace makes it anew and loads all tables again.");
        }
        ColumnRules rules = rules(connectorConfig);
        ReplicationConnection connection = super.buildReplicationConnection(jdbcConnection, schema, connectorConfig);
        try {
            Field decoder = PostgresReplicationConnection.class.getDeclaredField("messageDecoder");
            decoder.setAccessible(true);
            decoder.set(
                    connection,
                    new PgOutputReader(new MessageDecoderContext(connectorConfig, schema), jdbcConnection, rules));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ConnectException(
                    "Millrace cannot read the stream through Debezium " + version() + ". Put Debezium " + MADE_FOR
                            + ".x into the plug-in folder of Connect.",
                    e);
        }
        return rules.hashes() ? UtcReplication.of(connection) : connection;
    }

    /** Debezium has no other way to settings that it does not know. */
    @SuppressWarnings("deprecation")
    private static ColumnRules rules(PostgresConnectorConfig settings) {
        return ProtectedColumns.of(settings.getConfig().asMap());
    }

    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) throws InterruptedException {
        super.commitRecord(record, metadata);
        Failpoint.CHANGES_LOGGED.reach();
    }

    private static boolean exists(String slot, PostgresConnection connection) throws SQLException {
        boolean[] found = new boolean[1];
        connection.prepareQuery(
                "SELECT FROM pg_catalog.pg_replication_slots WHERE slot_name = ?",
                select -> select.setString(1, slot),
                rows -> found[0] = rows.next());
        return found[0];
    }
}
