package io.millrace.core.verify;

import io.millrace.core.event.SourceType;
import io.millrace.core.type.text.KeyText;

/** Normalizes rescued texts, so that two texts of one value are equal. */
final class RescuedText {
    private RescuedText() {}

    static String of(String text, SourceType type) {
        return switch (type.name()) {
            case "numeric" -> KeyText.number(text);
            // The stream writes it with the offset of the server's time zone.
            case "timestamptz" -> KeyText.moment(text);
            default -> text;
        };
    }
}
