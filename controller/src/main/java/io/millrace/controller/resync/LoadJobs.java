package io.millrace.controller.resync;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The running loads: while the rows of one are in the stream, the next is read. Not thread-safe. */
final class LoadJobs implements AutoCloseable {
    /** Each holds rows that have not landed. */
    private static final int TOGETHER = 6;
    /** Postgres cannot be interrupted; what is left behind is harmless. */
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

    /** Kinds for which nothing is being read. */
    Set<LoadQueue.ReadingKind> free() {
        if (jobs.size() >= TOGETHER) {
            return Set.of();
        }
        Set<LoadQueue.ReadingKind> free = EnumSet.copyOf(LoadQueue.kinds());
        jobs.stream()
                .filter(job -> !job.isRead())
                .forEach(job -> free.remove(job.reading().kind()));
        return free;
    }

    /** Those that have ended since the last call. */
    List<LoadJob> over() {
        List<LoadJob> over = jobs.stream().filter(LoadJob::isOver).toList();
        jobs.removeAll(over);
        return over;
    }

    /** Cancels all of them. */
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
