package io.millrace.pipeline.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs jobs in parallel, in the caller's thread and in helper threads. */
final class WriterPool implements AutoCloseable {
    private final int helpers;
    private final ExecutorService pool;

    /** @param count of threads, 1 or more */
    WriterPool(int count) {
        this.helpers = count - 1;
        this.pool = new ThreadPoolExecutor(
                Math.max(1, helpers), Math.max(1, helpers), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), job -> {
                    Thread thread = new Thread(job, "millrace-write");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    int count() {
        return helpers + 1;
    }

    /**
     * Returns when all jobs have ended.
     *
     * @throws RuntimeException the first failure
     */
    void run(List<Runnable> jobs) throws InterruptedException {
        if (jobs.size() <= 1 || helpers == 0) {
            jobs.forEach(Runnable::run);
            return;
        }
        Queue<Runnable> open = new ConcurrentLinkedQueue<>(jobs);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        int helping = Math.min(helpers, jobs.size() - 1);
        CountDownLatch ended = new CountDownLatch(helping);
        for (int i = 0; i < helping; i++) {
            pool.execute(() -> {
                try {
                    work(open, failures);
                } finally {
                    ended.countDown();
                }
            });
        }
        work(open, failures);
        ended.await();
        rethrow(new ArrayList<>(failures));
    }

    private static void work(Queue<Runnable> open, Queue<Throwable> failures) {
        for (Runnable job = open.poll(); job != null; job = open.poll()) {
            try {
                job.run();
            } catch (RuntimeException | Error e) {
                failures.add(e);
                // The batch fails as a whole, so remaining jobs need not start.
                open.clear();
            }
        }
    }

    private static void rethrow(List<Throwable> failures) {
        @Nullable Throwable first = failures.isEmpty() ? null : failures.get(0);
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
