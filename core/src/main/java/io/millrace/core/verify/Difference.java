package io.millrace.core.verify;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that differs between the two sides.
 *
 * @param key texts of its key as Postgres writes them, by which the source finds it; empty for tables without a key
 * @param numbers which parts of the key are whole numbers, by their places
 * @param source the source's version, null if it has none
 * @param warehouse what the view shows, null if it shows none
 */
public record Difference(
        List<String> key,
        Set<Integer> numbers,
        @Nullable ComparedRow source,
        @Nullable ComparedRow warehouse) {
    /** The kind of difference. */
    public enum Kind {
        MISSING_IN_WAREHOUSE("missing in the warehouse"),
        NOT_IN_SOURCE("not in the source"),
        DIFFERS("differs");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For display. */
        public String text() {
            return text;
        }
    }

    public Difference {
        key = List.copyOf(key);
        numbers = Set.copyOf(numbers);
        requireNonNull(source == null ? warehouse : source, "no side has a row");
    }

    public Kind kind() {
        if (warehouse == null) {
            return Kind.MISSING_IN_WAREHOUSE;
        }
        return source == null ? Kind.NOT_IN_SOURCE : Kind.DIFFERS;
    }

    /** Names of the columns whose values differ, where both sides have the row. */
    public List<String> columns() {
        List<String> names = new ArrayList<>();
        if (source != null && warehouse != null) {
            List<String> all = List.copyOf(source.shown().keySet());
            for (int i = 0; i < all.size(); i++) {
                if (!java.util.Objects.equals(
                        source.cells().get(i), warehouse.cells().get(i))) {
                    names.add(all.get(i));
                }
            }
        }
        return names;
    }
}
