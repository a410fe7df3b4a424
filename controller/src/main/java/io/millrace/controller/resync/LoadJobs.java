package io.millrace.controller.resync;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Loads that go on at this moment: while the rows of one are on their way to the warehouse, the next is read. For one thread.
 */
final class LoadJobs implements AutoCloseable {
    /** Each holds rows that have not landed. */
    private static final int TOGETHER = 6;
    /** Postgres does not let itself be interrupted; what is left behind then does no harm. */
    private static final long STOP_MILLIS = 2_000;

    private final List<LoadJob> jobs = new ArrayList<>();

    void start(LoadJob job) {
        jobs.add(job);
        job.start();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    List<LoadJob> running() {
        return List.copyOf(jobs);
    }

    /** Where nothing is being read. */
    Set<LoadQueue.Lane> free() {
        if (jobs.size() >= TOGETHER) {
            return Set.of();
        }
        Set<LoadQueue.Lane> free = EnumSet.copyOf(LoadQueue.lanes());
        jobs.stream()
                .filter(job -> !job.isRead())
                .forEach(job -> free.remove(job.reading().lane()));
        return free;
    }

    /** Those that have ended since the last call. */
    List<LoadJob> over() {
        List<LoadJob> over = jobs.stream().filter(LoadJob::isOver).toList();
        jobs.removeAll(over);
        return over;
    }

    /** Breaks all of them off. */
    @Override
    public void close() {
        boolean interrupted = false;
        for (LoadJob job : jobs) {
            try {
                job.stop(STOP_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        jobs.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
