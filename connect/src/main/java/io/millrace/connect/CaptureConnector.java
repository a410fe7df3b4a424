package io.millrace.connect;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Debezium's connector for Postgres, whose task writes the changes in blocks. Its settings are Debezium's; those that
 * Millrace depends on are in {@link ConnectorSettings}.
 */
public final class CaptureConnector extends PostgresConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return CaptureTask.class;
    }
}
