package io.millrace.core.verify;

import io.millrace.core.event.SourceType;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;

/** Exact texts of values, as they stand among misfits, so that two of one value are equal. */
final class MisfitText {
    private static final DateTimeFormatter ZONED = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter(java.util.Locale.ROOT);

    private MisfitText() {}

    static String of(String text, SourceType type) {
        return switch (type.name()) {
            case "numeric" -> number(text);
            case "timestamptz" -> moment(text);
            default -> text;
        };
    }

    private static String number(String text) {
        // A short text such as 1e999999999 must not become a billion digits.
        if (text.length() > 200_000 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return text;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** The stream writes it with the offset of the server's time zone. */
    private static String moment(String text) {
        try {
            return OffsetDateTime.parse(text, ZONED).toInstant().toString();
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
