package io.millrace.clickhouse.rowbinary;

import io.millrace.clickhouse.client.TypesDifferException;
import io.millrace.core.rowbinary.DecimalEncoder;
import io.millrace.core.type.warehouse.WarehouseType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads values out of a RowBinary answer into the classes that {@link WarehouseType} names. Text comes as {@code
 * byte[]}, as it may not be valid text; {@link RowBinaryWriter} takes both.
 */
public final class RowBinaryReader {
    private final ByteBuffer bytes;

    public RowBinaryReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Of an answer in RowBinaryWithNamesAndTypes.
     *
     * @param first the number, from 0, of the first column whose type is not certain
     * @param types those that it and the following ones are read as
     * @throws TypesDifferException if they are others
     */
    public static RowBinaryReader typed(byte[] bytes, int first, List<WarehouseType> types) {
        RowBinaryReader reader = new RowBinaryReader(bytes);
        int columns = reader.length();
        for (int i = 0; i < columns; i++) {
            reader.string();
        }
        for (int i = 0; i < columns; i++) {
            String type = new String(reader.string(), StandardCharsets.UTF_8);
            if (i >= first && !type.equals(types.get(i - first).sql())) {
                throw new TypesDifferException(
                        "A column is " + type + ", not " + types.get(i - first).sql());
            }
        }
        return reader;
    }

    public boolean hasNext() {
        return bytes.hasRemaining();
    }

    public @Nullable Object value(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable nullable) {
            return bytes.get() == 1 ? null : value(nullable.of());
        } else if (type instanceof WarehouseType.LowCardinality low) {
            return value(low.of());
        } else if (type instanceof WarehouseType.Decimal decimal) {
            return new BigDecimal(integer(DecimalEncoder.width(decimal)), decimal.scale());
        } else if (type instanceof WarehouseType.DateTime64) {
            return bytes.getLong();
        } else if (type instanceof WarehouseType.Array array) {
            return array(array.of());
        } else if (type instanceof WarehouseType.MapOf map) {
            return map(map);
        } else if (type instanceof WarehouseType.Simple simple) {
            return simple(simple);
        }
        throw new IllegalArgumentException("No reader for values of type " + type.sql());
    }

    /** An unsigned integer of 128 bits. */
    public BigInteger uint128() {
        return integer(16).mod(BigInteger.ONE.shiftLeft(128));
    }

    public boolean flag() {
        return bytes.get() != 0;
    }

    private Object simple(WarehouseType.Simple type) {
        return switch (type) {
            case BOOL -> flag();
            case INT16 -> (long) bytes.getShort();
            case INT32, DATE32 -> (long) bytes.getInt();
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
            case INT64, UINT64 -> bytes.getLong();
            case FLOAT32 -> (double) bytes.getFloat();
            case FLOAT64 -> bytes.getDouble();
            case STRING, JSON -> string();
            case UUID -> new UUID(bytes.getLong(), bytes.getLong());
        };
    }

    private List<@Nullable Object> array(WarehouseType element) {
        int length = available();
        List<@Nullable Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(value(element));
        }
        return list;
    }

    private Map<Object, @Nullable Object> map(WarehouseType.MapOf type) {
        int length = length();
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            Object key = value(type.key());
            map.put(key == null ? "" : key, value(type.value()));
        }
        return map;
    }

    private byte[] string() {
        byte[] text = new byte[available()];
        bytes.get(text);
        return text;
    }

    /** A length, of that many bytes or of elements of one byte or more: bytes that are read as another type can give any number. */
    private int available() {
        int length = length();
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalStateException("a length of " + length + " in " + bytes.remaining()
                    + " bytes: the table was altered while it was read, or the answer was cut off");
        }
        return length;
    }

    private int length() {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return length;
    }

    private BigInteger integer(int width) {
        byte[] big = new byte[width];
        for (int i = width - 1; i >= 0; i--) {
            big[i] = bytes.get();
        }
        return new BigInteger(big);
    }
}
