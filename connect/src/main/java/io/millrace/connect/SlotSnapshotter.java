package io.millrace.connect;

import io.debezium.spi.snapshot.Snapshotter;
import java.util.Map;

/**
 * Reads all rows once, then streams from where the replication slot stands, not from where the snapshot was read.
 *
 * <p>Millrace makes the slot before the connector starts. Debezium's {@code initial} would then stream from the LSN at the
 * snapshot's start, and skip what committed between the slot's creation and that LSN. Streaming from the slot sends some
 * changes that the snapshot has already read; that is harmless, because every streamed change has a higher version than a
 * snapshot row. A snapshot that was interrupted is read again from the start, after the stream has caught up: a row that was
 * deleted in between is deleted by the stream.
 *
 * <p>Streaming from the slot must be asked for only while there is a snapshot to read. Asked for at a plain restart, Debezium
 * 3.7 streams up to the present once, and then stops without an error while Connect says {@code RUNNING}.
 *
 * <p>Set by {@code snapshot.mode=custom} and {@code snapshot.mode.custom.name=millrace}. Debezium finds the class by
 * {@link java.util.ServiceLoader} in the connector's class loader: with {@code plugin.path}, this jar belongs into the
 * connector's own folder.
 */
public final class SlotSnapshotter implements Snapshotter {
    /** The value of {@code snapshot.mode.custom.name}. */
    static final String NAME = "millrace";

    private volatile boolean reading;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // nothing to set
    }

    @Override
    public boolean shouldSnapshotData(boolean offsetExists, boolean snapshotInProgress) {
        // The last question before Debezium decides where to stream from.
        reading = !offsetExists || snapshotInProgress;
        return reading;
    }

    @Override
    public boolean shouldSnapshotSchema(boolean offsetExists, boolean snapshotInProgress) {
        // Postgres tells the schema along with the changes.
        return false;
    }

    @Override
    public boolean shouldStream() {
        return true;
    }

    @Override
    public boolean shouldStreamEventsStartingFromSnapshot() {
        return !reading;
    }

    @Override
    public void snapshotCompleted() {
        reading = false;
    }

    @Override
    public boolean shouldSnapshotOnSchemaError() {
        return false;
    }

    @Override
    public boolean shouldSnapshotOnDataError() {
        return false;
    }
}
