package io.millrace.core.verify;

import io.millrace.core.event.SourceType;
import io.millrace.core.type.KeyText;

/** Exact texts of values, as they stand among misfits, so that two of one value are equal. */
final class MisfitText {
    private MisfitText() {}

    static String of(String text, SourceType type) {
        return switch (type.name()) {
            case "numeric" -> KeyText.number(text);
            // The stream writes it with the offset of the server's time zone.
            case "timestamptz" -> KeyText.moment(text);
            default -> text;
        };
    }
}
