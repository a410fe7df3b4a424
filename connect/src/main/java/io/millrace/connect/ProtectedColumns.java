package io.millrace.connect;

import io.millrace.core.protect.ColumnRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for columns among the connector's settings.
 */
final class ProtectedColumns {
    /** The setting with {@link ColumnRules#patterns()}. */
    static final String RULES = "millrace.columns";

    /** The setting with the key of the hashes: Debezium logs settings, but none whose name ends so. */
    static final String KEY = "millrace.hash.password";

    /** Log message for a table with a protected key column: its rows could not be identified. */
    static final String NOT_CAPTURED =
            "Table {} is not captured: {} is part of its key, and source.columns protects it."
                    + " Take it out of the rule or exclude the table, see millrace doctor";

    private ProtectedColumns() {}

    static ColumnRules of(Map<?, ?> settings) {
        return ColumnRules.parse(text(settings.get(RULES)), text(settings.get(KEY)));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
