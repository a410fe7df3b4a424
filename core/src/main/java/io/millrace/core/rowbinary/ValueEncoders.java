package io.millrace.core.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of each type. Values come in the class that {@link WarehouseType} names; a text column also takes the
 * text form of any other, because a column may have been widened to String by hand.
 */
public final class ValueEncoders {
    private static final long MIN_DATE32 = -25_567; // 1900-01-01
    private static final long MAX_DATE32 = 120_529; // 2299-12-31
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    private ValueEncoders() {}

    /** The encoder; it takes null only where the type does. */
    public static ValueEncoder of(WarehouseType type) {
        if (type instanceof WarehouseType.Simple simple) {
            return ofSimple(simple);
        } else if (type instanceof WarehouseType.Decimal decimal) {
            return DecimalEncoder.of(decimal);
        } else if (type instanceof WarehouseType.DateTime64) {
            return (value, out) -> out.int64(integer(value));
        } else if (type instanceof WarehouseType.Nullable nullable) {
            ValueEncoder inner = of(nullable.of());
            return (value, out) -> {
                out.int8(0);
                inner.encode(value, out);
            };
        } else if (type instanceof WarehouseType.LowCardinality low) {
            return of(low.of());
        } else if (type instanceof WarehouseType.Array array) {
            return ofArray(array);
        } else if (type instanceof WarehouseType.MapOf map) {
            return ofMap(map);
        }
        throw new IllegalArgumentException("No encoder for type " + type.sql());
    }

    /** What {@code value} or, for null, the type's NULL is; a type without NULL rejects it. */
    public static void encode(ValueEncoder encoder, boolean nullable, @Nullable Object value, RowBinaryBuffer out) {
        if (value != null) {
            encoder.encode(value, out);
        } else if (nullable) {
            out.int8(1);
        } else {
            throw new ValueRejectedException("is NULL, but the warehouse's column cannot be");
        }
    }

    /** False for a type that Millrace never creates, or one that contains such a type. */
    public static boolean knows(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable nullable) {
            return knows(nullable.of());
        } else if (type instanceof WarehouseType.LowCardinality low) {
            return knows(low.of());
        } else if (type instanceof WarehouseType.Array array) {
            return knows(array.of());
        } else if (type instanceof WarehouseType.MapOf map) {
            return knows(map.key()) && knows(map.value());
        }
        return !(type instanceof WarehouseType.Other);
    }

    public static boolean nullable(WarehouseType type) {
        return type instanceof WarehouseType.Nullable
                || (type instanceof WarehouseType.LowCardinality low && nullable(low.of()));
    }

    /** The type of the values that are not NULL. */
    public static WarehouseType withoutNull(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable nullable) {
            return nullable.of();
        }
        return type instanceof WarehouseType.LowCardinality low ? withoutNull(low.of()) : type;
    }

    /** The bytes of the value that ClickHouse gives a column that an insert leaves out. */
    public static byte[] defaultOf(WarehouseType type) {
        RowBinaryBuffer out = new RowBinaryBuffer(32);
        if (nullable(type)) {
            out.int8(1);
        } else if (type instanceof WarehouseType.LowCardinality low) {
            return defaultOf(low.of());
        } else if (type instanceof WarehouseType.Decimal decimal) {
            out.raw(new byte[DecimalEncoder.width(decimal)]);
        } else if (type instanceof WarehouseType.DateTime64) {
            out.int64(0);
        } else if (type instanceof WarehouseType.Simple simple) {
            switch (simple) {
                case BOOL, STRING -> out.int8(0);
                case INT16 -> out.int16(0);
                case INT32, UINT32, FLOAT32, DATE32 -> out.int32(0);
                case INT64, UINT64, FLOAT64 -> out.int64(0);
                case UUID -> out.raw(new byte[16]);
                case JSON -> out.string("{}");
            }
        } else {
            out.int8(0); // Array, Map: nothing inside.
        }
        return out.toByteArray();
    }

    private static ValueEncoder ofSimple(WarehouseType.Simple type) {
        return switch (type) {
            case BOOL -> (value, out) -> out.int8(bool(value) ? 1 : 0);
            case INT16 -> (value, out) -> out.int16((int) within(integer(value), Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> (value, out) -> out.int32((int) within(integer(value), Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> (value, out) -> out.int32((int) within(integer(value), 0, MAX_UINT32));
            case INT64, UINT64 -> (value, out) -> out.int64(integer(value));
            case FLOAT32 -> (value, out) -> out.float32((float) number(value));
            case FLOAT64 -> (value, out) -> out.float64(number(value));
            case STRING -> ValueEncoders::text;
            case UUID -> ValueEncoders::uuid;
            case DATE32 -> (value, out) -> out.int32((int) within(integer(value), MIN_DATE32, MAX_DATE32));
            case JSON -> ValueEncoders::text;
        };
    }

    private static ValueEncoder ofArray(WarehouseType.Array array) {
        ValueEncoder element = of(array.of());
        boolean nullable = nullable(array.of());
        return (value, out) -> {
            if (!(value instanceof List<?> list)) {
                throw wrongClass(value, "an array");
            }
            out.length(list.size());
            for (Object each : list) {
                encode(element, nullable, each, out);
            }
        };
    }

    private static ValueEncoder ofMap(WarehouseType.MapOf type) {
        ValueEncoder keys = of(type.key());
        ValueEncoder values = of(type.value());
        boolean nullable = nullable(type.value());
        return (value, out) -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw wrongClass(value, "a map");
            }
            out.length(map.size());
            map.forEach((key, each) -> {
                encode(keys, false, key, out);
                encode(values, nullable, each, out);
            });
        };
    }

    private static void text(Object value, RowBinaryBuffer out) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof byte[] bytes) {
            out.string(bytes);
        } else {
            out.string(value.toString());
        }
    }

    /** Two halves, each little endian. */
    private static void uuid(Object value, RowBinaryBuffer out) {
        if (!(value instanceof UUID uuid)) {
            throw wrongClass(value, "a UUID");
        }
        out.int64(uuid.getMostSignificantBits());
        out.int64(uuid.getLeastSignificantBits());
    }

    private static long integer(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw wrongClass(value, "an integer");
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrongClass(value, "a number");
    }

    private static boolean bool(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw wrongClass(value, "a boolean");
    }

    private static long within(long value, long min, long max) {
        if (value < min || value > max) {
            throw new ValueRejectedException("is outside the range of the warehouse's column");
        }
        return value;
    }

    public static ValueRejectedException wrongClass(Object value, String expected) {
        return new ValueRejectedException(
                "is no " + expected.replaceFirst("^an? ", "") + " as the warehouse's column demands, but a "
                        + value.getClass().getSimpleName());
    }
}
