package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Delete;
import java.util.Optional;

/**
 * The old key of a row that lacks values: it moved from there to its current key, where another row was before.
 *
 * @param left the change that ended the row under its former key, in the types of the table: what storage has of that
 *     key below its position is the row as it was. Empty if only the source can show: the change that ended it is not
 *     of the batch, so others may be missing, too
 */
public record Origin(Optional<Delete> left) {
    /** Only the source can have these values. */
    static final Origin UNKNOWN = new Origin(Optional.empty());

    static Origin of(Delete left) {
        return new Origin(Optional.of(left));
    }
}
