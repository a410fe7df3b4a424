package io.millrace.core.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moments between two steps of which the first must not be lost and the second must not be done twice. Where the environment
 * names a folder in {@code MILLRACE_FAILPOINTS}, the process that first reaches a moment whose name is a file's there takes
 * the file away and dies as if by {@code kill -9}. Without that variable nothing is looked for.
 */
public enum Failpoint {
    /** Changes are durable in Kafka, and Connect has not noted so. */
    CHANGES_LOGGED,
    /** A table is being loaded, and the next of its rows is about to be sent. */
    ROWS_LOADING,
    /** The rows of a load are in the log, and nobody has noted that the load is done. */
    LOAD_READ,
    /** The rows of a load are in the warehouse, and nobody has noted that the load is done. */
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
    LETTER_LOGGED,
    /** A replayed letter's row is in the warehouse, and the letter does not say so. */
    REPLAY_WRITTEN,
    /** The change stream was lost; loads are asked for, and the new one is not noted. */
    LOG_LOST,
    /** A repair knows which versions it takes out of storage, and has not begun. */
    REPAIR_DECIDED;

    private static final long POLL_NANOS = 50_000_000;
    private static final @Nullable Path FOLDER = folder(System.getenv("MILLRACE_FAILPOINTS"));

    /** Says that the moment is there. Returns, unless a test has asked for the end. */
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

    /** Says that the moment is there, and stays in it as long as a test wants: {@code NAME.hold} is there, {@code NAME.held} says so. */
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
