package io.millrace.ops.deadletter;

import io.millrace.core.error.DeadLetterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selection of dead letters: some by name, whatever their status, or the open ones of a group, or all open ones.
 *
 * @param deadLetters by name; empty: a group or all
 * @param code only of this error code; null: all
 * @param table only of this {@code schema.table}, empty for those whose table is not known; null: of all
 * @param after only those behind this one, to continue; null: from the start
 */
public record DeadLetterSelection(
        List<DeadLetterId> deadLetters,
        @Nullable String code,
        @Nullable String table,
        @Nullable DeadLetterId after) {
    public DeadLetterSelection {
        deadLetters = List.copyOf(deadLetters);
    }

    boolean isByName() {
        return !deadLetters.isEmpty();
    }
}
