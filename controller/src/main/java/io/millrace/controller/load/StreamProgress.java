package io.millrace.controller.load;

import java.util.Map;
import java.util.Optional;

/** The warehouse's progress in the change stream. */
@FunctionalInterface
public interface StreamProgress {
    /** By partition, the offset before which everything is queryable; empty while unknown. */
    Optional<Map<Integer, Long>> landed();
}
