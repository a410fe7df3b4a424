package io.millrace.controller.partition;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * How many partitions the change stream has. Who writes rows spreads them by that number, and so holds it meanwhile: it
 * changes only while nobody does. Thread-safe.
 */
public final class StreamPartitions {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private volatile int count;

    /** Keeps the number as it is until it is closed, by the thread that took it. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /** @param count 1 or more */
    public StreamPartitions(int count) {
        set(count);
    }

    /** The number at the moment. */
    public int count() {
        return count;
    }

    /** Kafka has so many. */
    public void set(int now) {
        if (now < 1) {
            throw new IllegalArgumentException(now + " partitions");
        }
        count = now;
    }

    /** Waits while the number is being changed. */
    public Use use() throws InterruptedException {
        lock.readLock().lockInterruptibly();
        return () -> lock.readLock().unlock();
    }

    /**
     * Waits until nobody uses the number; who wants to use it then waits for the end of the change, {@link #changed}.
     *
     * @return whether that was so within the time
     */
    boolean beginChange(Duration limit) throws InterruptedException {
        return lock.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The change is over; by the thread that began it. */
    void changed() {
        lock.writeLock().unlock();
    }
}
