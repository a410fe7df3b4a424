package io.millrace.core.type.read;

import io.millrace.core.buffer.RowBinaryBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Readers of single values as Postgres writes them. */
public final class TextForms {
    private TextForms() {}

    /** Reads a value as Postgres's text, and rescues that text if the value lands differently. */
    abstract static class Form extends ValueReader {
        private final String expects;

        Form(String expects) {
            super(expects);
            this.expects = expects;
        }

        @Override
        public final @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            try {
                return parse(new String(buffer, offset, length), rescue);
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new BadValueException("text that is not " + expects);
            }
        }

        abstract @Nullable Object parse(String text, Rescue rescue);
    }

    public static final ValueReader BOOL = new Form("t or f") {
        @Override
        Object parse(String text, Rescue rescue) {
            return switch (text) {
                case "t", "true" -> true;
                case "f", "false" -> false;
                default -> throw unexpected("text");
            };
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.bool(text, from, length, out);
        }
    };

    public static ValueReader whole(ValueReader range) {
        return new Form("a whole number") {
            @Override
            @Nullable Object parse(String text, Rescue rescue) {
                return range.ofLong(Long.parseLong(text), rescue);
            }

            @Override
            public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
                return range.transcode(text, from, length, out);
            }
        };
    }

    public static final ValueReader UINT64 = new Form("a whole number") {
        @Override
        Object parse(String text, Rescue rescue) {
            return Long.parseUnsignedLong(text);
        }
    };

    public static final ValueReader FLOAT = new Form("a number") {
        @Override
        Object parse(String text, Rescue rescue) {
            return Double.valueOf(text);
        }
    };

    /** {@code \x} and hexadecimal digits, or the older form with backslashes. */
    public static final ValueReader BYTES = new Form("bytes") {
        @Override
        Object parse(String text, Rescue rescue) {
            try {
                return text.startsWith("\\x") ? HexFormat.of().parseHex(text, 2, text.length()) : escaped(text);
            } catch (IllegalArgumentException e) {
                throw unexpected("text");
            }
        }
    };

    private static byte[] escaped(String text) {
        byte[] bytes = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.charAt(i + 1) != '\\') {
                bytes[size++] = (byte) Integer.parseInt(text.substring(i + 1, i + 4), 8);
                i += 3;
            } else {
                i += c == '\\' ? 1 : 0;
                bytes[size++] = (byte) c;
            }
        }
        return java.util.Arrays.copyOf(bytes, size);
    }

    public static final ValueReader DATE = new ValueReader("a date") {
        @Override
        public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            long days = DateTimeText.days(buffer, offset, length);
            if (days < TimeReaders.FIRST_DAY || days > TimeReaders.LAST_DAY) {
                rescue.keep(new String(buffer, offset, length));
                return null;
            }
            return days;
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.date(text, from, length, out);
        }
    };

    public static final ValueReader TIMESTAMP = new ValueReader("a timestamp") {
        @Override
        public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            long micros = DateTimeText.micros(buffer, offset, length);
            if (micros < TimeReaders.FIRST_MICRO || micros > TimeReaders.LAST_MICRO) {
                rescue.keep(new String(buffer, offset, length));
                return null;
            }
            return micros;
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.timestamp(text, from, length, out);
        }
    };

    public static final ValueReader INTERVAL = new Form("an interval") {
        @Override
        Object parse(String text, Rescue rescue) {
            return IntervalText.sortable(text);
        }
    };

    private static final int MONEY_DIGITS = 19;

    /** A plain number, or in the form of most {@code lc_monetary} locales with commas between thousands. */
    private static final Pattern PLAIN_MONEY =
            Pattern.compile("-?\\d+(\\.\\d{2})?|\\(?-?[^\\d,.()-]{0,8}-?\\d{1,3}(,\\d{3})*\\.\\d{2}\\)?");

    /**
     * Other spellings cannot be distinguished ({@code 1.234} is one or a thousand): NULL and the text as a rescued
     * value.
     */
    public static final ValueReader MONEY = new Form("an amount of money") {
        @Override
        @Nullable Object parse(String text, Rescue rescue) {
            if (!PLAIN_MONEY.matcher(text).matches()) {
                rescue.keep(text);
                return null;
            }
            StringBuilder digits = new StringBuilder();
            boolean negative = text.indexOf('-') >= 0 || text.startsWith("(");
            text.chars().filter(c -> (c >= '0' && c <= '9') || c == '.').forEach(c -> digits.append((char) c));
            BigDecimal amount = new BigDecimal(digits.toString()).setScale(2);
            BigInteger limit = BigInteger.TEN.pow(MONEY_DIGITS);
            if (amount.unscaledValue().compareTo(limit) >= 0) {
                throw unexpected("text");
            }
            return negative ? amount.negate() : amount;
        }
    };

    /** {@code [1,2.5,-3e-05]}, as the types of pgvector write it. */
    public static final ValueReader VECTOR = new Form("a vector") {
        @Override
        Object parse(String text, Rescue rescue) {
            if (!text.startsWith("[") || !text.endsWith("]")) {
                throw unexpected("text");
            }
            List<Object> numbers = new ArrayList<>();
            for (String number : text.substring(1, text.length() - 1).split(",", -1)) {
                if (!number.isBlank()) {
                    numbers.add(Double.valueOf(number.toLowerCase(Locale.ROOT).strip()));
                }
            }
            return numbers;
        }
    };
}
