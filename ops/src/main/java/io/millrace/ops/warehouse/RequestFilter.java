package io.millrace.ops.warehouse;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which requests, and where to continue.
 *
 * @param kinds resync, verify, repair, pause, resume or partitions; empty for all
 * @param state only this state: queued, running, done or failed; null for all
 * @param table only those that name this {@code schema.table}, or without a table; null for all
 * @param limit 1 to 500
 * @param after those after this one in the list, which has the latest first; null from the start
 */
public record RequestFilter(
        List<String> kinds,
        @Nullable String state,
        @Nullable String table,
        int limit,
        @Nullable Cursor after) {
    public RequestFilter {
        kinds = List.copyOf(kinds);
    }

    /** A request's place in the list, which is ordered by time. */
    public record Cursor(long askedAtMillis, String id) {
        public Cursor {
            requireNonNull(id, "id is null");
        }

        @Override
        public String toString() {
            return askedAtMillis + "." + id;
        }

        /** Empty for invalid text. */
        public static Optional<Cursor> parse(String text) {
            int dot = text.indexOf('.');
            try {
                return dot < 1
                        ? Optional.empty()
                        : Optional.of(new Cursor(Long.parseLong(text.substring(0, dot)), text.substring(dot + 1)));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}
