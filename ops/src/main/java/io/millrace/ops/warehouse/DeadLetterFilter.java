package io.millrace.ops.warehouse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters, and where to continue.
 *
 * @param code only this error code; null: all
 * @param table only this {@code schema.table}; null: all
 * @param status only this state: open, replayed, resolved or discarded; null: all
 * @param limit 1 to 500
 * @param before those after this one in the list; null: from the start
 */
public record DeadLetterFilter(
        @Nullable String code,
        @Nullable String table,
        @Nullable String status,
        int limit,
        @Nullable Cursor before) {

    /** A dead letter's position in the list, which is ordered by time. */
    public record Cursor(long loggedAtMillis, int partition, long offset, int index) {
        @Override
        public String toString() {
            return loggedAtMillis + "-" + partition + "-" + offset + "-" + index;
        }

        /** Empty for invalid text. */
        public static Optional<Cursor> parse(String text) {
            String[] parts = text.split("-", -1);
            try {
                return parts.length == 4
                        ? Optional.of(new Cursor(
                                Long.parseLong(parts[0]),
                                Integer.parseInt(parts[1]),
                                Long.parseLong(parts[2]),
                                Integer.parseInt(parts[3])))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}
