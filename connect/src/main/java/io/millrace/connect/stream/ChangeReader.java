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
 * Replaces Debezium's decoder, and keeps everything it reads to itself. Debezium would take type names, key and NOT
 * NULL from the current catalog, create an object per value, and fail permanently at a row from before a type change.
 * <p>Only while Debezium searches the WAL for its last position, it receives each message.
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

    /** Switches between Debezium's search and the change stream. */
    void searching(boolean now) {
        searching = now;
    }

    @Override
    public boolean shouldMessageBeSkipped(
            ByteBuffer buffer, @Nullable Lsn lastReceivedLsn, @Nullable Lsn startLsn, WalPositionLocator walPosition) {
        // Messages do not contain their position.
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
                // It is sent again in the stream in which the position is searched.
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
