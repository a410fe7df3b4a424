package io.millrace.core.type.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Reads json and jsonb for ClickHouse's JSON type, which holds objects as a set of paths with typed values.
 *
 * <p>A document that it returns unchanged is not rescued: only the order of keys, white space and trailing zeros of
 * fractions may differ. Objects of which it would drop or change a part (NULL in an object, an object without keys, a
 * point in a key, a number that is not exactly an integer of 64 bits or a double) land as it keeps them; what it does
 * not take (arrays, single values, a key twice, numbers beyond a double, half of a surrogate pair) lands as NULL, or
 * {@code {}} where NOT NULL. Both with the exact text as a rescued value.
 */
public final class JsonReader extends ValueReader {
    public static final ValueReader JSON = new JsonReader();

    private static final int MAX_DEPTH = 100;
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final long MAX_EXACT_IN_DOUBLE = 1L << 53;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private enum Fit {
        EXACT,
        NEAR,
        NOT
    }

    private JsonReader() {
        super("json");
    }

    @Override
    public @org.jspecify.annotations.Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        String text = new String(buffer, offset, length);
        Fit fit = fit(text);
        if (fit != Fit.EXACT) {
            rescue.keep(text);
        }
        return fit == Fit.NOT ? null : text;
    }

    private static Fit fit(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Fit.NOT;
            }
            Fit fit = parser.nextToken() == JsonToken.END_OBJECT ? Fit.EXACT : fields(parser);
            return parser.nextToken() == null ? fit : Fit.NOT;
        } catch (IOException e) {
            return Fit.NOT;
        }
    }

    /** From the first key of an object to its end. */
    private static Fit fields(JsonParser parser) throws IOException {
        Fit fit = Fit.EXACT;
        for (JsonToken token = parser.currentToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String key = parser.currentName();
            fit = worse(fit, key.indexOf('.') >= 0 ? Fit.NEAR : text(key));
            JsonToken value = parser.nextToken();
            fit = worse(fit, value == JsonToken.VALUE_NULL ? Fit.NEAR : value(parser, value));
            if (fit == Fit.NEAR && key.indexOf('.') >= 0) {
                // The path can equal that of another key, which ClickHouse rejects.
                return drain(parser);
            }
        }
        return fit;
    }

    private static Fit drain(JsonParser parser) throws IOException {
        while (parser.nextToken() != null) {
            // to the end, as it may not be JSON at all
        }
        return Fit.NOT;
    }

    private static Fit value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> parser.nextToken() == JsonToken.END_OBJECT ? Fit.NEAR : fields(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> text(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            default -> Fit.EXACT;
        };
    }

    /** The items of an array share one type where they can: booleans become numbers, integers fractions. */
    private static Fit items(JsonParser parser) throws IOException {
        Fit fit = Fit.EXACT;
        boolean large = false;
        boolean fractions = false;
        boolean numbers = false;
        boolean truths = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            fit = worse(fit, value(parser, token));
            if (token == JsonToken.VALUE_NUMBER_INT && fit != Fit.NOT) {
                numbers = true;
                large |= parser.getBigIntegerValue().abs().compareTo(BigInteger.valueOf(MAX_EXACT_IN_DOUBLE)) > 0;
            }
            fractions |= token == JsonToken.VALUE_NUMBER_FLOAT;
            truths |= token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        }
        boolean changed = (fractions && large) || (truths && (numbers || fractions));
        return changed ? worse(fit, Fit.NEAR) : fit;
    }

    private static Fit whole(JsonParser parser) throws IOException {
        BigInteger number = parser.getBigIntegerValue();
        return number.bitLength() < 64 || (number.signum() > 0 && number.compareTo(MAX_UNSIGNED) <= 0)
                ? Fit.EXACT
                : Fit.NOT;
    }

    private static Fit fraction(JsonParser parser) throws IOException {
        String digits = parser.getText();
        double nearest = Double.parseDouble(digits);
        if (Double.isInfinite(nearest)) {
            return Fit.NOT;
        }
        if (digits.length() > 400) {
            return Fit.NEAR;
        }
        return new BigDecimal(Double.toString(nearest)).compareTo(new BigDecimal(digits)) == 0 ? Fit.EXACT : Fit.NEAR;
    }

    private static Fit text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Fit.NOT;
            }
        }
        return Fit.EXACT;
    }

    private static Fit worse(Fit one, Fit other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
