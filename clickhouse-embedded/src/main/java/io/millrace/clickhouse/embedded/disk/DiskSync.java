package io.millrace.clickhouse.embedded.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the engine has written to the disk: when asked for, and on its own.
 *
 * <p>The engine syncs no part (see {@code engine.xml}), so a power cut may take those that were written since the last
 * sync. By itself it comes every {@value #WRITTEN_SECONDS} s while statements write and every {@value #IDLE_SECONDS} s
 * in any case, since merges go on without statements. The engine removes merged parts after {@code old_parts_lifetime}
 * of 60 s or more: by then the part that they became is on the disk.
 */
public final class DiskSync implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(DiskSync.class);

    private static final int WRITTEN_SECONDS = 5;
    private static final int IDLE_SECONDS = 20;

    private final Target target;
    private final ReentrantLock running = new ReentrantLock(true);
    private volatile long begun;
    private volatile boolean written;
    private long lastBegun = System.nanoTime();
    private long done;
    private @Nullable IOException failure;

    /** What is synced. */
    @FunctionalInterface
    public interface Target {
        void sync() throws IOException;
    }

    public DiskSync(FileSystem disk) {
        this(disk::sync);
    }

    DiskSync(Target target) {
        this.target = target;
    }

    /** Records that a statement has written, or may have. */
    public void written() {
        if (!written) {
            written = true;
        }
    }

    /**
     * Returns when all that was written before the call is on the disk. Callers that come while a sync runs share the
     * next one.
     *
     * @throws IOException if something could not be written, and from then on until the process ends: which rows are
     *     affected cannot be known, and a sync that follows would not show
     */
    public void sync() throws IOException {
        long needed = begun + 1;
        running.lock();
        try {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (done >= needed) {
                return;
            }
            long number = begun + 1;
            begun = number;
            lastBegun = System.nanoTime();
            written = false;
            target.sync();
            done = number;
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
                log.error("The disk failed to write data: {}. Check it, then restart this process", e.getMessage());
            }
            throw e;
        } finally {
            running.unlock();
        }
    }

    /** Syncs from time to time until interrupted or failed. */
    @Override
    public void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                if (isDue()) {
                    sync();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("No more syncs", e);
        }
    }

    /** How many callers wait for a sync that runs to end. */
    int waiting() {
        return running.getQueueLength();
    }

    private boolean isDue() {
        running.lock();
        try {
            Duration since = Duration.ofNanos(System.nanoTime() - lastBegun);
            return since.toSeconds() >= (written ? WRITTEN_SECONDS : IDLE_SECONDS);
        } finally {
            running.unlock();
        }
    }
}
