package io.millrace.pipeline.write;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What hinders the writer at the moment, for people: set by the writer, read by the health endpoint. */
public final class WriterState {
    private final Map<String, String> troubles = new ConcurrentSkipListMap<>();
    private volatile @Nullable RuntimeException failure;

    /** What is retried and why, in one line; empty while all is well. */
    public Optional<String> trouble() {
        return troubles.values().stream().findFirst();
    }

    /** Why the writer stopped for good; empty while it runs. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** @param doing what is hindered, until {@link #well} is told the same */
    void hindered(String doing, String trouble) {
        troubles.put(doing, trouble);
    }

    void well(String doing) {
        troubles.remove(doing);
    }

    void failed(RuntimeException reason) {
        failure = reason;
    }
}
