package io.millrace.pipeline.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The writes that run in parallel. Versions make the order of their inserts irrelevant; but progress may only be
 * recorded up to the first write that is not durable, so they complete in the order in which they began.
 */
final class InFlight implements AutoCloseable {
    /** A write until it is durable. */
    private static final class Write<T> {
        private final T subject;
        private boolean durable;
        /** It waits until no other runs. */
        private boolean alone;

        Write(T subject) {
            this.subject = subject;
        }
    }

    /** The part of a write that may run in parallel. */
    interface Work {
        /** @param others to wait for where it must not */
        void run(Others others) throws InterruptedException;
    }

    /** The other writes that are under way. */
    interface Others {
        /** There are none. */
        Others NONE = () -> {};

        /** Returns when those before it are durable and no other runs; none begins before the write is done. */
        void awaitEnd() throws InterruptedException;
    }

    private final int most;
    private final ExecutorService pool;
    private final Deque<Write<Runnable>> writes = new ArrayDeque<>();
    private final Consumer<Throwable> onFailure;
    private @Nullable Throwable failure;

    /**
     * @param most how many at once, 1 or more
     * @param onFailure receives the failure of a write; none is started after that
     */
    InFlight(int most, Consumer<Throwable> onFailure) {
        this.most = most;
        this.onFailure = onFailure;
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), job -> {
                    Thread thread = new Thread(job, "millrace-write");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        this.pool = threads;
    }

    /** Waits until another write may begin. */
    synchronized void awaitRoom() throws InterruptedException {
        while ((writes.size() >= most || isOneAlone()) && failure == null) {
            wait();
        }
        rethrow();
    }

    /** Waits until no write is under way. */
    synchronized void awaitNone() throws InterruptedException {
        while (!writes.isEmpty() && failure == null) {
            wait();
        }
        rethrow();
    }

    /**
     * Starts a write in parallel with the others, once none must run alone.
     *
     * @param durable is run when it and all before it are durable, one after another
     */
    void start(Work work, Runnable durable) throws InterruptedException {
        Write<Runnable> write = new Write<>(durable);
        synchronized (this) {
            while (isOneAlone() && failure == null) {
                wait();
            }
            rethrow();
            writes.add(write);
        }
        pool.execute(() -> {
            try {
                work.run(() -> awaitOthers(write));
                done(write);
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    private boolean isOneAlone() {
        return writes.stream().anyMatch(write -> write.alone);
    }

    private synchronized void awaitOthers(Write<Runnable> write) throws InterruptedException {
        write.alone = true;
        notifyAll();
        // Of several that wait for each other the first goes on.
        while ((writes.peek() != write || writes.stream().anyMatch(other -> !other.alone && !other.durable))
                && failure == null) {
            wait();
        }
        rethrow();
    }

    private synchronized void done(Write<Runnable> write) {
        write.durable = true;
        while (!writes.isEmpty() && writes.peek().durable) {
            writes.remove().subject.run();
        }
        notifyAll();
    }

    private void fail(Throwable e) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = e;
            notifyAll();
        }
        onFailure.accept(e);
    }

    private void rethrow() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new Retries.Stopped();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
