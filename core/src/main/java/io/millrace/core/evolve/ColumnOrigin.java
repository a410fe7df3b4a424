package io.millrace.core.evolve;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which column of the source a storage column belongs to, for life.
 *
 * @param number its {@code attnum}, 0 if it is not known yet
 * @param name its current name in the source, the last one where it is retired
 * @param formerNames names that it had before, the latest last; for events that come without an {@code attnum}
 * @param retired whether the view no longer shows it: the source has dropped it, or another storage column of the same
 *     {@code attnum} took its place
 * @param type its type as {@code format_type} writes it, empty if it is not known
 * @param notNull whether the source says NOT NULL
 * @param hasDefault whether it has a default expression for new rows
 * @param missing the value of rows that are older than the column, as Postgres writes it; null for NULL or unknown
 * @param asText whether it is a key column that became text, because its type could not hold a value
 */
public record ColumnOrigin(
        int number,
        String name,
        List<String> formerNames,
        boolean retired,
        String type,
        boolean notNull,
        boolean hasDefault,
        @Nullable String missing,
        boolean asText) {
    public ColumnOrigin {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        formerNames = List.copyOf(formerNames);
    }

    /** For a column whose type holds every value. */
    public ColumnOrigin(
            int number,
            String name,
            List<String> formerNames,
            boolean retired,
            String type,
            boolean notNull,
            boolean hasDefault,
            @Nullable String missing) {
        this(number, name, formerNames, retired, type, notNull, hasDefault, missing, false);
    }

    /** For a column known by its name only. */
    public static ColumnOrigin named(String name) {
        return new ColumnOrigin(0, name, List.of(), false, "", false, false, null);
    }

    public ColumnOrigin renamed(String newName) {
        List<String> former = Stream.concat(formerNames.stream(), Stream.of(name))
                .filter(each -> !each.equals(newName))
                .distinct()
                .toList();
        return new ColumnOrigin(number, newName, former, retired, type, notNull, hasDefault, missing, asText);
    }

    public ColumnOrigin numbered(int newNumber) {
        return new ColumnOrigin(newNumber, name, formerNames, retired, type, notNull, hasDefault, missing, asText);
    }

    public ColumnOrigin retired(boolean isRetired) {
        return new ColumnOrigin(number, name, formerNames, isRetired, type, notNull, hasDefault, missing, asText);
    }

    public ColumnOrigin typed(String newType) {
        return new ColumnOrigin(number, name, formerNames, retired, newType, notNull, hasDefault, missing, asText);
    }

    public ColumnOrigin notNull(boolean isNotNull) {
        return new ColumnOrigin(number, name, formerNames, retired, type, isNotNull, hasDefault, missing, asText);
    }

    public ColumnOrigin defaulted(boolean has) {
        return new ColumnOrigin(number, name, formerNames, retired, type, notNull, has, missing, asText);
    }

    /** The column, turned into text. */
    public ColumnOrigin withAnyText() {
        return new ColumnOrigin(number, name, formerNames, retired, type, notNull, hasDefault, missing, true);
    }
}
