package io.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.file.FileStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process once a disk that was full has room again, for the launcher to start it again. A merge during which
 * the disk becomes full may leave a part with empty files in use, without an error (ClickHouse 26.7). At its start the
 * engine finds such a part broken and takes those that it was made from, which are there for a while still.
 */
final class DiskWatch implements Runnable {
    /** Free bytes below which writes may have failed. */
    private static final long FULL = 32L << 20;

    /** As {@code keep_free_space_bytes} of {@code engine.xml}: with less no insert and no merge begins. */
    private static final long ROOM = 64L << 20;

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int EXIT_STATUS = 3;
    private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);

    private final FileStore disk;

    DiskWatch(FileStore disk) {
        this.disk = disk;
    }

    @Override
    public void run() {
        try {
            await(free -> free < FULL);
            log.warn("The disk is full: nothing can be written until there are {} MiB free", ROOM >> 20);
            await(free -> free >= ROOM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        log.warn("The disk has free space again: restarting, so that incomplete parts are dropped");
        System.exit(EXIT_STATUS);
    }

    private interface Condition {
        boolean holds(long free);
    }

    private void await(Condition condition) throws InterruptedException {
        while (true) {
            try {
                if (condition.holds(disk.getUsableSpace())) {
                    return;
                }
            } catch (IOException e) {
                log.debug("Cannot check the disk", e);
            }
            TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
        }
    }
}
