package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Delete;
import java.util.Optional;

/**
 * Where a row had the values that a change does not carry, where that is not the key that it has now: it has come there from
 * another one, and what stood there before is another row.
 *
 * @param left the change that ended the row under its former key, in the types of the table: what storage has of that key below
 *     its position is the row as it was. Empty where only the source can tell: the change that ended it is not of the batch,
 *     so others may be missing, too
 */
public record Origin(Optional<Delete> left) {
    /** Only the source has the values. */
    static final Origin UNKNOWN = new Origin(Optional.empty());

    static Origin of(Delete left) {
        return new Origin(Optional.of(left));
    }
}
