package io.millrace.pipeline.write;

import io.millrace.core.error.DeadLetter;
import java.util.List;

/** Where dead letters go before the warehouse: appended once each, durable on return. */
@FunctionalInterface
public interface LetterLog {
    void append(List<DeadLetter> letters);
}
