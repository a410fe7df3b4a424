package io.millrace.core.type.read;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Readers of dates, times and timestamps.
 *
 * <p>ClickHouse's Date32 and DateTime64(6) hold 1900-01-01 to 2299-12-31. What lies outside, infinities included, is
 * NULL, with the exact text as a rescued value.
 */
public final class TimeReaders {
    private TimeReaders() {}

    public static final long FIRST_DAY = LocalDate.of(1900, 1, 1).toEpochDay();
    public static final long LAST_DAY = LocalDate.of(2299, 12, 31).toEpochDay();
    static final long MICROS_A_DAY = 86_400_000_000L;
    public static final long FIRST_MICRO = FIRST_DAY * MICROS_A_DAY;
    public static final long LAST_MICRO = (LAST_DAY + 1) * MICROS_A_DAY - 1;

    /** The ends of Postgres's {@code date}, 4714-11-24 BC and 5874897-12-31: what lies beyond stands for an infinity. */
    private static final long FIRST_POSTGRES_DAY = LocalDate.of(-4713, 11, 24).toEpochDay();

    private static final long LAST_POSTGRES_DAY = LocalDate.of(5874897, 12, 31).toEpochDay();

    /** How a snapshot of Debezium 3.7 sends the date {@code infinity}; the stream sends numbers of the right sign. */
    private static final long INFINITE_SNAPSHOT_DAY = -622_191_234;

    /** {@code org.postgresql.PGStatement.DATE_POSITIVE_INFINITY}: as milliseconds or, saturated, as microseconds. */
    private static final long INFINITE_TIMESTAMP = 9223372036825200000L;

    private static final long MINUS_INFINITE_TIMESTAMP = -9223372036832400000L;

    /** Days since 1970-01-01. */
    public static final ValueReader DATE = new ValueReader("a number of days") {
        @Override
        public @Nullable Object ofLong(long days, Rescue rescue) {
            if (days >= FIRST_DAY && days <= LAST_DAY) {
                return days;
            }
            if (days < Integer.MIN_VALUE || days > Integer.MAX_VALUE) {
                throw unexpected("a number out of range");
            }
            if (days > LAST_POSTGRES_DAY || days == INFINITE_SNAPSHOT_DAY) {
                rescue.keep("infinity");
                return null;
            }
            rescue.keep(days < FIRST_POSTGRES_DAY ? "-infinity" : TimeText.date(LocalDate.ofEpochDay(days)));
            return null;
        }
    };

    public static final ValueReader MICRO_TIMESTAMP = new Timestamp(1, 1);
    public static final ValueReader MILLI_TIMESTAMP = new Timestamp(1000, 1);
    public static final ValueReader NANO_TIMESTAMP = new Timestamp(1, 1000);

    public static final ValueReader MICRO_TIME = new TimeOfDay(1, 1);
    public static final ValueReader MILLI_TIME = new TimeOfDay(1000, 1);
    public static final ValueReader NANO_TIME = new TimeOfDay(1, 1000);

    /** ISO 8601 with offset, as Debezium's {@code ZonedTimestamp} writes it; always UTC for Postgres. */
    public static final ValueReader ZONED_TIMESTAMP = new ValueReader("a timestamp as ISO 8601 text") {
        @Override
        public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            long micros = IsoTimestamp.utcMicros(buffer, offset, length);
            if (micros >= FIRST_MICRO && micros <= LAST_MICRO) {
                return micros;
            }
            // Not the plain form, or out of range: rare, so that clarity counts more than speed.
            String text = new String(buffer, offset, Math.min(length, 80));
            try {
                micros = IsoTimestamp.anyMicros(text);
            } catch (java.time.DateTimeException | ArithmeticException e) {
                throw unexpected("text that is no timestamp");
            }
            if (micros >= FIRST_MICRO && micros <= LAST_MICRO) {
                return micros;
            }
            rescue.keep(text);
            return null;
        }
    };

    private static final class Timestamp extends ValueReader {
        private final long multiplier;
        private final long divisor;

        Timestamp(long multiplier, long divisor) {
            super("a timestamp as a number");
            this.multiplier = multiplier;
            this.divisor = divisor;
        }

        @Override
        public @Nullable Object ofLong(long value, Rescue rescue) {
            long micros = micros(value);
            if (micros >= FIRST_MICRO && micros <= LAST_MICRO) {
                return micros;
            }
            if (value >= INFINITE_TIMESTAMP || value <= MINUS_INFINITE_TIMESTAMP) {
                rescue.keep(value > 0 ? "infinity" : "-infinity");
            } else {
                // From the value itself: in microseconds it may be out of range.
                long perSecond = 1_000_000 / multiplier * divisor;
                int nanos = (int) (Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
                rescue.keep(TimeText.timestamp(
                        LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), nanos, ZoneOffset.UTC)));
            }
            return null;
        }

        /** Saturated, for infinities. */
        private long micros(long value) {
            long product = value * multiplier;
            if (Math.multiplyHigh(value, multiplier) != product >> 63) {
                return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            return Math.floorDiv(product, divisor);
        }
    }

    /** Microseconds since midnight, 24:00:00 included, to text as Postgres writes it, which sorts as time does. */
    private static final class TimeOfDay extends ValueReader {
        private final long multiplier;
        private final long divisor;

        TimeOfDay(long multiplier, long divisor) {
            super("a time of day as a number");
            this.multiplier = multiplier;
            this.divisor = divisor;
        }

        @Override
        public Object ofLong(long value, Rescue rescue) {
            if (value < 0 || value > MICROS_A_DAY * divisor / multiplier) {
                throw unexpected("a number out of range");
            }
            return TimeText.timeOfDay(value * multiplier / divisor);
        }
    }
}
