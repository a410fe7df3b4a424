package io.millrace.controller.load;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.load.SourceSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads chunks of tables in one snapshot over one or more connections. For one use. */
final class ParallelRead {
    /** 16 MiB: less is read faster than another connection is opened. */
    private static final long PAGES_WORTH_A_READER = 2_000;

    private static final long CHUNKS_PER_READER = 4;
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SourceSnapshot snapshot;
    private final ColumnRules rules;
    private final Supplier<BlockBatcher> blocks;
    private final RowRateLimiter limiter;
    private final LongFunction<SourcePosition> positions;
    private final LoadProgress progress;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private long pages;
    private volatile @Nullable Throwable failure;
    private volatile long progressAt = System.nanoTime();

    private record Task(TableRead table, Chunk chunk) {}

    /** Called after each chunk. */
    interface AfterChunk {
        /** Its blocks were sent. Called by the reading thread. */
        void sent(Chunk chunk) throws InterruptedException;

        /** The same, but only called by the thread of {@link #run}. */
        void lookAround();

        /** Nothing. */
        AfterChunk NOTHING = new AfterChunk() {
            @Override
            public void sent(Chunk chunk) {
                // nothing
            }

            @Override
            public void lookAround() {
                // nothing
            }
        };
    }

    /**
     * @param blocks one for each reader
     * @param positions the position of rows by ordinal, at the moment of the call
     */
    ParallelRead(
            SourceSnapshot snapshot,
            ColumnRules rules,
            Supplier<BlockBatcher> blocks,
            RowRateLimiter limiter,
            LongFunction<SourcePosition> positions,
            LoadProgress progress) {
        this.snapshot = snapshot;
        this.rules = rules;
        this.blocks = blocks;
        this.limiter = limiter;
        this.positions = positions;
        this.progress = progress;
    }

    /** The number of pages per chunk of a table. */
    static long chunkPages(TableRead table, int readers) {
        return table.pages() == 0
                ? Long.MAX_VALUE
                : Math.min(
                        Chunk.PAGES, Math.max(PAGES_WORTH_A_READER / 2, table.pages() / (readers * CHUNKS_PER_READER)));
    }

    /** Adds chunks to read, before {@link #run}. */
    void add(TableRead table, List<Chunk> chunks) {
        chunks.forEach(chunk -> tasks.add(new Task(table, chunk)));
        pages += table.pages();
    }

    /**
     * Returns when all rows have been sent.
     *
     * @param most maximum concurrent connections
     * @param after called after each chunk; without it a block may contain rows of several chunks
     */
    void run(int most, AfterChunk after) throws SQLException, InterruptedException {
        int readers = (int) Math.max(1, Math.min(Math.min(most, tasks.size()), pages / PAGES_WORTH_A_READER));
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < readers; i++) {
            Thread thread = new Thread(() -> readWithAnother(after), "load-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        try {
            read(snapshot.connection(), after, after::lookAround);
        } catch (Throwable e) {
            failed(e);
        } finally {
            join(others);
        }
        raise();
    }

    private void readWithAnother(AfterChunk after) {
        try {
            read(snapshot.reader(), after, () -> {});
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void read(Connection connection, AfterChunk after, Runnable lookAround)
            throws SQLException, InterruptedException {
        BlockBatcher own = blocks.get();
        ChunkReader reader = new ChunkReader(connection, own, rules, limiter, positions, () -> failure != null);
        for (Task task = tasks.poll(); task != null && failure == null; task = tasks.poll()) {
            TableRead table = task.table();
            reader.read(table, task.chunk(), rows -> count(table, rows));
            if (after != AfterChunk.NOTHING) {
                own.flush();
                after.sent(task.chunk());
                lookAround.run();
            }
        }
        own.flush();
    }

    private void count(TableRead table, int more) {
        long rows = table.add(more);
        long now = System.nanoTime();
        if (now - progressAt > PROGRESS_NANOS) {
            progressAt = now;
            progress.rowsRead(table.target().table(), rows, table.table().estimatedRows());
        }
    }

    /** Failures that follow from another one come later. */
    private synchronized void failed(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                failed(e);
                threads.forEach(Thread::interrupt);
                throw e;
            }
        }
    }

    private void raise() throws SQLException, InterruptedException {
        Throwable first = failure;
        if (first instanceof SQLException refused) {
            throw refused;
        } else if (first instanceof InterruptedException interrupted) {
            throw interrupted;
        } else if (first instanceof RuntimeException unexpected) {
            throw unexpected;
        } else if (first != null) {
            throw new IllegalStateException("a reader has ended: " + first, first);
        }
    }
}
