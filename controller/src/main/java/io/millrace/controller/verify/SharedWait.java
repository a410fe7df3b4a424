package io.millrace.controller.verify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Shares a wait between threads: a call returns when a wait has ended that began after the call. Thread-safe. */
final class SharedWait<T> {
    private final Wait<T> wait;
    private long begun;
    private boolean running;
    private @Nullable Result<T> last;

    /** What is waited for. */
    @FunctionalInterface
    interface Wait<T> {
        T await() throws InterruptedException, IOException, SQLException;
    }

    private record Result<T>(
            long number, @Nullable T value, @Nullable Exception failure) {}

    SharedWait(Wait<T> wait) {
        this.wait = wait;
    }

    /** Throws the exception of that wait, if any. */
    T await() throws InterruptedException, IOException, SQLException {
        long wanted;
        synchronized (this) {
            wanted = begun + 1;
        }
        while (true) {
            Result<T> ended = ended(wanted);
            if (ended != null) {
                return value(ended);
            }
            run();
        }
    }

    /** @return null if the caller must wait */
    private synchronized @Nullable Result<T> ended(long wanted) throws InterruptedException {
        while (true) {
            if (last != null && last.number() >= wanted) {
                return last;
            }
            if (!running) {
                running = true;
                begun++;
                return null;
            }
            wait();
        }
    }

    private void run() throws InterruptedException {
        Result<T> result = null;
        try {
            result = new Result<>(begun, wait.await(), null);
        } catch (InterruptedException e) {
            // Only this thread was interrupted.
            throw e;
        } catch (IOException | SQLException | RuntimeException e) {
            result = new Result<>(begun, null, e);
        } finally {
            synchronized (this) {
                running = false;
                last = result == null ? last : result;
                notifyAll();
            }
        }
    }

    private T value(Result<T> result) throws IOException, SQLException {
        if (result.failure() instanceof IOException e) {
            throw e;
        } else if (result.failure() instanceof SQLException e) {
            throw e;
        } else if (result.failure() instanceof RuntimeException e) {
            throw e;
        }
        return requireNonNull(result.value());
    }
}
