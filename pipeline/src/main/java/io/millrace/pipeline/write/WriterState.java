package io.millrace.pipeline.write;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The writer's state, degraded or not: set by the writer, read by the health endpoint. */
public final class WriterState {
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private volatile @Nullable RuntimeException failure;

    /** What is retried and why, in one line; empty while healthy. */
    public Optional<String> problem() {
        return problems.values().stream().findFirst();
    }

    /** Why the writer stopped for good; empty while it runs. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** @param doing the failing operation, until {@link #recovered} is called with the same */
    void degraded(String doing, String problem) {
        problems.put(doing, problem);
    }

    void recovered(String doing) {
        problems.remove(doing);
    }

    void failed(RuntimeException reason) {
        failure = reason;
    }
}
