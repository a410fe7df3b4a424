package io.millrace.core.protect;

import java.util.Locale;
import java.util.Optional;

/** How a column's values are protected before they enter the log, strictest first. */
public enum Protection {
    /** The column is left out. */
    DROP,
    /** Each value becomes the same text, {@link ColumnRules#MASK}; NULL stays NULL. */
    MASK,
    /** Each value becomes a keyed hash: equal values stay equal; NULL stays NULL. */
    HASH;

    /** The name in {@code millrace.yaml}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty if a text names none. */
    public static Optional<Protection> of(String text) {
        for (Protection protection : values()) {
            if (protection.text().equals(text)) {
                return Optional.of(protection);
            }
        }
        return Optional.empty();
    }
}
