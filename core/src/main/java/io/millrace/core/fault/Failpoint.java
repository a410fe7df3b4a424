package io.millrace.core.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Points between two steps, where the first must not be lost and the second not be repeated. If {@code
 * MILLRACE_FAILPOINTS} names a folder with a file of a failpoint's name, the first process that reaches it removes the
 * file and dies as if by {@code kill -9}. Without that variable nothing happens.
 */
public enum Failpoint {
    /** Changes are durable in Kafka, and Connect has not recorded that. */
    CHANGES_LOGGED,
    /** A table is being loaded, and the next of its rows is about to be sent. */
    ROWS_LOADING,
    /** The rows of a load are in Kafka, and the load is not recorded as read. */
    LOAD_READ,
    /** The rows of a load are in the warehouse, and the load is not recorded as done. */
    LOAD_LANDED,
    /** The source has a new slot, and no connector reads it yet. */
    SLOT_MADE,
    /** A table's history has the versions of its rows, and the table has not. */
    HISTORY_KEPT,
    /** Rows are in the warehouse, and no progress says so. */
    ROWS_WRITTEN,
    /** Progress is recorded, and Spark's checkpoint is behind. */
    PROGRESS_RECORDED,
    /** The storage of a table has its new shape, and its view the old one. */
    SHAPE_ALTERED,
    /** A dead letter is in the log, and not yet in the warehouse. */
    DEAD_LETTER_LOGGED,
    /** The row of a replayed dead letter is in the warehouse, and the dead letter is not yet resolved. */
    REPLAY_WRITTEN,
    /** The change stream was lost; loads are asked for, and the new one is not recorded. */
    LOG_LOST,
    /** A repair knows which versions to delete from storage, and has not begun. */
    REPAIR_DECIDED;

    private static final long POLL_NANOS = 50_000_000;
    private static final @Nullable Path FOLDER = folder(System.getenv("MILLRACE_FAILPOINTS"));

    /** Returns, unless a test has armed the failpoint. */
    public void reach() {
        if (FOLDER == null) {
            return;
        }
        try {
            if (Files.deleteIfExists(FOLDER.resolve(name()))) {
                Runtime.getRuntime().halt(137);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the folder of failpoints cannot be written", e);
        }
    }

    /**
     * Reaches the failpoint and blocks while the file {@code NAME.hold} exists; {@code NAME.held} shows that it does.
     */
    public void hold() {
        if (FOLDER == null) {
            return;
        }
        Path wanted = FOLDER.resolve(name() + ".hold");
        try {
            if (Files.exists(wanted)) {
                Files.writeString(FOLDER.resolve(name() + ".held"), "");
                while (Files.exists(wanted)) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the folder of failpoints cannot be written", e);
        }
    }

    private static @Nullable Path folder(@Nullable String name) {
        return name == null || name.isEmpty() ? null : Path.of(name);
    }
}
