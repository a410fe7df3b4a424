package io.millrace.core.evolve;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which column of the source a storage column belongs to, for life.
 *
 * @param number its {@code attnum}, 0 where it is not known yet
 * @param name its current name in the source, the last one where it is retired
 * @param formerNames names that it had before, the latest last; for events that come without an {@code attnum}
 * @param retired whether the view no longer shows it: the source has dropped it, or another storage column of the same
 *     {@code attnum} took its place
 * @param type its type as {@code format_type} writes it, empty where it is not known
 * @param notNull whether the source says NOT NULL
 * @param hasDefault whether it has a default expression for new rows
 * @param missing what rows hold that are older than the column, as Postgres writes it; null for NULL or nothing known
 * @param asText whether it is part of the key and has become text, because its own type did not hold a value
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

    /** Of a column that holds every value by its own type. */
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

    /** Of a column known by its name only. */
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

    /** The same of a column that has become text. */
    public ColumnOrigin withAnyText() {
        return new ColumnOrigin(number, name, formerNames, retired, type, notNull, hasDefault, missing, true);
    }
}
