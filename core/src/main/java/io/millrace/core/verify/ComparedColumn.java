package io.millrace.core.verify;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.Column;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.protect.Protection;
import org.jspecify.annotations.Nullable;

/**
 * A column that both sides have.
 *
 * @param index its index in the source's schema
 * @param source the source's column
 * @param stored the column of storage
 * @param canonical the text that both sides can compute in SQL, null if there is none
 * @param protection how its values are protected, null if they are not
 */
public record ComparedColumn(
        int index,
        Column source,
        WarehouseColumn stored,
        @Nullable CanonicalText canonical,
        @Nullable Protection protection) {
    public ComparedColumn {
        requireNonNull(source, "source is null");
        requireNonNull(stored, "stored is null");
    }
}
