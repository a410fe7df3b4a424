package io.millrace.controller.load;

import java.util.Map;
import java.util.Optional;

/** How far the warehouse has come in the change stream. */
@FunctionalInterface
public interface StreamProgress {
    /** By partition, the offset before which everything is queryable; empty where that cannot be told now. */
    Optional<Map<Integer, Long>> landed();
}
