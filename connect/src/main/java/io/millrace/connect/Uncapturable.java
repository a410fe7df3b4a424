package io.millrace.connect;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Log messages about tables that are not captured. */
final class Uncapturable {
    /** For a table with names that {@link #differInCaseOnly}. */
    static final String CASE_ONLY = "Table {} is not captured: it has columns whose names differ in case only."
            + " Rename one of them, then load the table by millrace resync";

    /** For a table whose name {@link io.millrace.core.event.TableId#looksQuoted}. */
    static final String LOOKS_QUOTED =
            "Table {} is not captured: its name or its schema's begins or ends with a double quote."
                    + " Rename it, then load it by millrace resync";

    /** For a table whose rows have no values. */
    static final String NO_COLUMNS =
            "Table {} is not captured: it has no columns, or source.columns drops all of them. It is loaded when it has one";

    private Uncapturable() {}

    /** Consumers may allow only one column per name, ignoring case. */
    static boolean differInCaseOnly(Collection<String> columns) {
        Set<String> names = new HashSet<>();
        return !columns.stream().allMatch(column -> names.add(column.toLowerCase(Locale.ROOT)));
    }
}
