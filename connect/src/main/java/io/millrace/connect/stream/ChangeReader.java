package io.millrace.connect.stream;

import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationMessage.NoopMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the place of Debezium's decoder, and keeps all that it reads to itself. Debezium would take types' names, key and
 * NOT NULL from the catalog of now, make an object of every value, and stop for good at a row from before a change of type.
 *
 * <p>Only where Debezium searches the log for the place that it has stopped at, it hears of each message.
 */
public final class ChangeReader extends PgOutputMessageDecoder {
    private final Changes changes;
    private boolean searching;
    private long lsn;

    public ChangeReader(MessageDecoderContext context, PostgresConnection connection, Changes changes) {
        super(context, connection);
        this.changes = changes;
    }

    Changes changes() {
        return changes;
    }

    /** From now on messages are for Debezium's search, or for the change stream. */
    void searching(boolean now) {
        searching = now;
    }

    @Override
    public boolean shouldMessageBeSkipped(
            ByteBuffer buffer, @Nullable Lsn lastReceivedLsn, @Nullable Lsn startLsn, WalPositionLocator walPosition) {
        // No message tells its place itself.
        lsn = lastReceivedLsn == null ? 0 : lastReceivedLsn.asLong();
        return super.shouldMessageBeSkipped(buffer, lastReceivedLsn, startLsn, walPosition);
    }

    @Override
    public void processNotEmptyMessage(ByteBuffer buffer, ReplicationMessageProcessor processor, TypeRegistry types)
            throws SQLException, InterruptedException {
        if (!searching) {
            changes.take(buffer, lsn);
            return;
        }
        byte kind = buffer.get(buffer.position());
        switch (kind) {
            case 'R', 'Y' -> {
                // It is told again in the stream that the place is searched for.
            }
            case 'I', 'U', 'D', 'T' -> processor.process(new NoopMessage(0L, Instant.EPOCH, operation(kind)));
            default -> super.processNotEmptyMessage(buffer, processor, types);
        }
    }

    private static Operation operation(byte kind) {
        return switch (kind) {
            case 'I' -> Operation.INSERT;
            case 'U' -> Operation.UPDATE;
            case 'D' -> Operation.DELETE;
            default -> Operation.TRUNCATE;
        };
    }

    @Override
    public void close() {
        changes.close();
        super.close();
    }
}
