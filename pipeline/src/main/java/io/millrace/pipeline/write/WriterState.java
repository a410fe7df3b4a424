package io.millrace.pipeline.write;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What hinders the writer at the moment, for people: set by the writer, read by the health endpoint. */
public final class WriterState {
    private volatile @Nullable String trouble;
    private volatile @Nullable RuntimeException failure;

    /** What is retried and why, in one line; empty while all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Why the writer stopped for good; empty while it runs. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    void hindered(String by) {
        trouble = by;
    }

    void well() {
        trouble = null;
    }

    void failed(RuntimeException reason) {
        failure = reason;
    }
}
