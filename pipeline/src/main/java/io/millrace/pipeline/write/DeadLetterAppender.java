package io.millrace.pipeline.write;

import io.millrace.core.error.DeadLetter;
import java.util.List;

/** Appends dead letters to their topic before the warehouse: once each, durable on return. */
@FunctionalInterface
public interface DeadLetterAppender {
    void append(List<DeadLetter> deadLetters);
}
