package io.millrace.core.type.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Readers of booleans and numbers. */
public final class NumberReaders {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NumberReaders() {}

    public static final ValueReader BOOL = new ValueReader("a truth value") {
        @Override
        public Object ofBoolean(boolean value, Rescue rescue) {
            return value;
        }
    };

    public static final ValueReader INT16 = new Whole(Short.MIN_VALUE, Short.MAX_VALUE, Short.BYTES);
    public static final ValueReader INT32 = new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.BYTES);
    public static final ValueReader INT64 = new Whole(Long.MIN_VALUE, Long.MAX_VALUE, Long.BYTES);
    public static final ValueReader UINT32 = new Whole(0, 0xFFFF_FFFFL, Integer.BYTES);

    /** JSON has no NaN and no infinities: Connect's JsonConverter writes them as strings. */
    public static final ValueReader FLOAT = new ValueReader("a number") {
        @Override
        public Object ofLong(long value, Rescue rescue) {
            return (double) value;
        }

        @Override
        public Object ofDouble(double value, Rescue rescue) {
            return value;
        }

        @Override
        public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            return switch (new String(buffer, offset, Math.min(length, 12))) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw unexpected("text");
            };
        }
    };

    public static ValueReader decimal(int precision, int scale) {
        return new Fixed(precision, scale);
    }

    /**
     * Connect's {@code Decimal}, which {@code decimal.handling.mode=precise} makes of numerics: the unscaled number, big-endian.
     *
     * @param precision of the warehouse's column
     * @param scale of the warehouse's column
     * @param sentScale of the number as it travels
     */
    public static ValueReader unscaled(int precision, int scale, int sentScale) {
        Fixed column = new Fixed(precision, scale);
        return new ValueReader("a decimal number as base64 text") {
            @Override
            public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
                return column.fit(number(TextReaders.bytes(this, buffer, offset, length), sentScale, this), rescue);
            }
        };
    }

    /** {@code io.debezium.data.VariableScaleDecimal}, which that mode makes of numerics without a declared scale. */
    public static ValueReader variableScale(int precision, int scale) {
        Fixed column = new Fixed(precision, scale);
        return new ValueReader("a decimal number with its scale") {
            @Override
            public @Nullable Object ofJson(String json, Rescue rescue) {
                try {
                    JsonNode node = JSON.readTree(json);
                    byte[] unscaled = node.path("value").binaryValue();
                    if (unscaled == null || !node.path("scale").isInt()) {
                        throw unexpected("another structure");
                    }
                    return column.fit(number(unscaled, node.path("scale").intValue(), this), rescue);
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
        public Object ofLong(long value, Rescue rescue) {
            if (value < min || value > max) {
                throw unexpected("a number out of range");
            }
            return value;
        }
    }

    /** Decimals travel as text ({@code decimal.handling.mode=string}), so that no digit is lost on the way. */
    private static final class Fixed extends ValueReader {
        /** Length of the longest {@code numeric}, with sign and decimal point. */
        private static final int LONGEST = 131_072 + 16_383 + 2;

        private final int precision;
        private final int scale;

        Fixed(int precision, int scale) {
            super("a decimal number as text");
            this.precision = precision;
            this.scale = scale;
        }

        @Override
        public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            Object fast = shortDecimal(buffer, offset, length);
            return fast != null ? fast : anyDecimal(buffer, offset, length, rescue);
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

        private @Nullable Object anyDecimal(char[] buffer, int offset, int length, Rescue rescue) {
            if (length == 0 || length > LONGEST) {
                throw unexpected("text of " + length + " characters");
            }
            char last = buffer[offset + length - 1];
            if (last < '0' || last > '9') {
                return special(new String(buffer, offset, length), rescue);
            }
            BigDecimal exact;
            try {
                exact = new BigDecimal(buffer, offset, length);
            } catch (NumberFormatException e) {
                throw unexpected("text that is no number");
            }
            return fit(exact, new String(buffer, offset, length), rescue);
        }

        /**
         * The first spelling is Postgres's, the second that of {@code io.debezium.data.SpecialValueDecimal.toString}.
         */
        private @Nullable Object special(String text, Rescue rescue) {
            switch (text.toUpperCase(Locale.ROOT)) {
                case "NAN" -> {
                    rescue.keep("NaN");
                    return null;
                }
                case "INFINITY", "POSITIVE_INFINITY" -> {
                    rescue.keep("Infinity");
                    return null;
                }
                case "-INFINITY", "NEGATIVE_INFINITY" -> {
                    rescue.keep("-Infinity");
                    return null;
                }
                default -> throw unexpected("text that is no number");
            }
        }

        @Nullable Object fit(BigDecimal exact, Rescue rescue) {
            return fit(exact, exact.toPlainString(), rescue);
        }

        /** A number with too many integer digits is NULL; one with too many fraction digits is rounded. */
        private @Nullable Object fit(BigDecimal exact, String text, Rescue rescue) {
            // A short text such as 1e999999999 must not become a billion digits.
            long wholeDigits = (long) exact.precision() - exact.scale();
            if (exact.signum() != 0 && wholeDigits > precision - scale) {
                rescue.keep(text);
                return null;
            }
            if (exact.signum() == 0 || wholeDigits < -scale) {
                if (exact.signum() != 0) {
                    rescue.keep(text);
                }
                return new BigDecimal(BigInteger.ZERO, scale);
            }
            BigDecimal fitted = exact.setScale(scale, java.math.RoundingMode.HALF_UP);
            if (fitted.compareTo(exact) != 0) {
                rescue.keep(text);
            }
            return fitted.precision() > precision ? null : fitted;
        }
    }
}
