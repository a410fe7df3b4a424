package io.millrace.connect;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A hash of a table's name and a row's key that is the same in every JVM and for every version of the table's schema:
 * {@link Struct#hashCode()} includes the schema, and with it the identity of enum constants.
 */
final class KeyHash {
    private KeyHash() {}

    /**
     * @param table the table, by any name that is its own
     * @param key the record's key, null where the table has none
     */
    static int of(String table, @Nullable Object key) {
        int hash = 31 * table.hashCode() + value(key);
        // The last step of MurmurHash3: sequential keys spread over few partitions, too.
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    private static int value(@Nullable Object value) {
        if (value instanceof Struct struct) {
            return struct(struct);
        } else if (value instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        } else if (value instanceof List<?> list) {
            return list(list);
        }
        // Strings, numbers, booleans and byte buffers hash by content, as their Javadoc specifies.
        return value == null ? 0 : value.hashCode();
    }

    private static int struct(Struct struct) {
        int hash = 1;
        for (Field field : struct.schema().fields()) {
            hash = 31 * hash + value(struct.get(field));
        }
        return hash;
    }

    private static int list(List<?> list) {
        int hash = 1;
        for (Object element : list) {
            hash = 31 * hash + value(element);
        }
        return hash;
    }
}
