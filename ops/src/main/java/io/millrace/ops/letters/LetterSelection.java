package io.millrace.ops.letters;

import io.millrace.core.error.LetterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant: some by name, whatever their state, or the open ones of a group, or all open ones.
 *
 * @param letters by name; empty: a group or all
 * @param code only of this error code; null: of all
 * @param table only of this {@code schema.table}, empty for those whose table could not be told; null: of all
 * @param after only those behind this one, to go on; null: from the start
 */
public record LetterSelection(
        List<LetterId> letters,
        @Nullable String code,
        @Nullable String table,
        @Nullable LetterId after) {
    public LetterSelection {
        letters = List.copyOf(letters);
    }

    boolean isByName() {
        return !letters.isEmpty();
    }
}
