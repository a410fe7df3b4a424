package io.millrace.connect;

import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.jdbc.JdbcConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/**
 * A replication connection whose timestamps have the texts of UTC. The driver sets the worker's time zone each time that it
 * connects; hashes of texts with other offsets would not be equal to those of loads.
 */
final class UtcReplication {
    private UtcReplication() {}

    static ReplicationConnection of(ReplicationConnection connection) {
        return (ReplicationConnection) Proxy.newProxyInstance(
                ReplicationConnection.class.getClassLoader(),
                new Class<?>[] {ReplicationConnection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("startStreaming")) {
                        inUtc(connection);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static void inUtc(ReplicationConnection connection) throws SQLException {
        if (connection instanceof JdbcConnection session) {
            session.execute("SET TimeZone = 'UTC'");
        }
    }
}
