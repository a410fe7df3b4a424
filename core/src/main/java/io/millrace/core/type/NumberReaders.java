package io.millrace.core.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Readers of truth values and numbers. */
final class NumberReaders {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NumberReaders() {}

    static final ValueReader BOOL = new ValueReader("a truth value") {
        @Override
        public Object ofBoolean(boolean value, Misfit misfit) {
            return value;
        }
    };

    static final ValueReader INT16 = new Whole(Short.MIN_VALUE, Short.MAX_VALUE, Short.BYTES);
    static final ValueReader INT32 = new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.BYTES);
    static final ValueReader INT64 = new Whole(Long.MIN_VALUE, Long.MAX_VALUE, Long.BYTES);
    static final ValueReader UINT32 = new Whole(0, 0xFFFF_FFFFL, Integer.BYTES);

    /** JSON has no NaN and no infinities: Connect's JsonConverter writes them as strings. */
    static final ValueReader FLOAT = new ValueReader("a number") {
        @Override
        public Object ofLong(long value, Misfit misfit) {
            return (double) value;
        }

        @Override
        public Object ofDouble(double value, Misfit misfit) {
            return value;
        }

        @Override
        public Object ofText(char[] buffer, int offset, int length, Misfit misfit) {
            return switch (new String(buffer, offset, Math.min(length, 12))) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw unexpected("text");
            };
        }
    };

    static ValueReader decimal(int precision, int scale) {
        return new Fixed(precision, scale);
    }

    /**
     * Connect's {@code Decimal}, which {@code decimal.handling.mode=precise} makes of numerics: the unscaled number, big-endian.
     *
     * @param precision of the warehouse's column
     * @param scale of the warehouse's column
     * @param sentScale of the number as it travels
     */
    static ValueReader unscaled(int precision, int scale, int sentScale) {
        Fixed column = new Fixed(precision, scale);
        return new ValueReader("a decimal number as base64 text") {
            @Override
            public @Nullable Object ofText(char[] buffer, int offset, int length, Misfit misfit) {
                return column.fit(number(TextReaders.bytes(this, buffer, offset, length), sentScale, this), misfit);
            }
        };
    }

    /** {@code io.debezium.data.VariableScaleDecimal}, which that mode makes of numerics without a declared scale. */
    static ValueReader variableScale(int precision, int scale) {
        Fixed column = new Fixed(precision, scale);
        return new ValueReader("a decimal number with its scale") {
            @Override
            public @Nullable Object ofJson(String json, Misfit misfit) {
                try {
                    JsonNode node = JSON.readTree(json);
                    byte[] unscaled = node.path("value").binaryValue();
                    if (unscaled == null || !node.path("scale").isInt()) {
                        throw unexpected("another structure");
                    }
                    return column.fit(number(unscaled, node.path("scale").intValue(), this), misfit);
                } catch (IOException e) {
                    throw unexpected("another structure");
                }
            }
        };
    }

    private static BigDecimal number(byte[] unscaled, int scale, ValueReader reader) {
        if (unscaled.length == 0 || Math.abs(scale) > Fixed.LONGEST) {
            throw reader.unexpected("an empty number or an impossible scale");
        }
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    private static final class Whole extends ValueReader {
        private final long min;
        private final long max;
        private final int bytes;

        /** @param bytes how many a number takes in the warehouse */
        Whole(long min, long max, int bytes) {
            super("a whole number from " + min + " to " + max);
            this.min = min;
            this.max = max;
            this.bytes = bytes;
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.whole(text, from, length, min, max, bytes, out);
        }

        @Override
        public Object ofLong(long value, Misfit misfit) {
            if (value < min || value > max) {
                throw unexpected("a number out of range");
            }
            return value;
        }
    }

    /** Decimals travel as text ({@code decimal.handling.mode=string}), so that no digit is lost on the way. */
    private static final class Fixed extends ValueReader {
        /** Digits before and after the point of the longest {@code numeric}, sign and point included. */
        private static final int LONGEST = 131_072 + 16_383 + 2;

        private final int precision;
        private final int scale;

        Fixed(int precision, int scale) {
            super("a decimal number as text");
            this.precision = precision;
            this.scale = scale;
        }

        @Override
        public @Nullable Object ofText(char[] buffer, int offset, int length, Misfit misfit) {
            Object fast = shortDecimal(buffer, offset, length);
            return fast != null ? fast : anyDecimal(buffer, offset, length, misfit);
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.decimal(text, from, length, precision, scale, out);
        }

        /** Most decimals have up to 18 digits and already the column's scale. */
        private @Nullable BigDecimal shortDecimal(char[] buffer, int offset, int length) {
            if (length == 0 || length > 18) {
                return null;
            }
            int at = offset;
            int end = offset + length;
            boolean negative = buffer[at] == '-';
            if (negative) {
                at++;
            }
            long unscaled = 0;
            int point = -1;
            int digits = 0;
            for (; at < end; at++) {
                char c = buffer[at];
                if (c == '.' && point < 0) {
                    point = at;
                } else if (c >= '0' && c <= '9') {
                    unscaled = unscaled * 10 + (c - '0');
                    digits++;
                } else {
                    return null;
                }
            }
            int fraction = point < 0 ? 0 : end - point - 1;
            if (digits == 0 || fraction != scale || digits > precision) {
                return null;
            }
            return BigDecimal.valueOf(negative ? -unscaled : unscaled, scale);
        }

        private @Nullable Object anyDecimal(char[] buffer, int offset, int length, Misfit misfit) {
            if (length == 0 || length > LONGEST) {
                throw unexpected("text of " + length + " characters");
            }
            char last = buffer[offset + length - 1];
            if (last < '0' || last > '9') {
                return special(new String(buffer, offset, length), misfit);
            }
            BigDecimal exact;
            try {
                exact = new BigDecimal(buffer, offset, length);
            } catch (NumberFormatException e) {
                throw unexpected("text that is no number");
            }
            return fit(exact, new String(buffer, offset, length), misfit);
        }

        /** Postgres spells them as first listed; {@code io.debezium.data.SpecialValueDecimal.toString} as second. */
        private @Nullable Object special(String text, Misfit misfit) {
            switch (text.toUpperCase(Locale.ROOT)) {
                case "NAN" -> {
                    misfit.note("NaN");
                    return null;
                }
                case "INFINITY", "POSITIVE_INFINITY" -> {
                    misfit.note("Infinity");
                    return null;
                }
                case "-INFINITY", "NEGATIVE_INFINITY" -> {
                    misfit.note("-Infinity");
                    return null;
                }
                default -> throw unexpected("text that is no number");
            }
        }

        @Nullable
        Object fit(BigDecimal exact, Misfit misfit) {
            return fit(exact, exact.toPlainString(), misfit);
        }

        /** A number with too many digits before the point is NULL, one with too many behind it is rounded. */
        private @Nullable Object fit(BigDecimal exact, String text, Misfit misfit) {
            // A short text such as 1e999999999 must not become a billion digits.
            long wholeDigits = (long) exact.precision() - exact.scale();
            if (exact.signum() != 0 && wholeDigits > precision - scale) {
                misfit.note(text);
                return null;
            }
            if (exact.signum() == 0 || wholeDigits < -scale) {
                if (exact.signum() != 0) {
                    misfit.note(text);
                }
                return new BigDecimal(BigInteger.ZERO, scale);
            }
            BigDecimal fitted = exact.setScale(scale, java.math.RoundingMode.HALF_UP);
            if (fitted.compareTo(exact) != 0) {
                misfit.note(text);
            }
            return fitted.precision() > precision ? null : fitted;
        }
    }
}
