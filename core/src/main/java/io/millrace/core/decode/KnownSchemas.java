package io.millrace.core.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the schema part of a record by its bytes.
 *
 * <p>JsonConverter repeats the schema, several kilobytes, in front of each payload, always spelled alike. So a record that
 * starts with the bytes of a known schema need not be parsed there. The last one found is tried first; the others are found
 * by a hash of the record's start, taken over the largest window that the known schema fills.
 */
final class KnownSchemas<T> {
    /**
     * A schema that was seen.
     *
     * @param prefix the record's bytes before the payload
     * @param parsed the parsed schema
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Known<T>(byte[] prefix, T parsed) {}

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int[] WINDOWS = {4096, 1024, 256, 64, 0};

    /** Bounds the memory for many versions: beyond it the cache is cleared and filled again. */
    private static final long MAX_BYTES = 64L << 20;

    private final Map<Long, List<Known<T>>> byHash = new HashMap<>();
    private @Nullable Known<T> last;
    private long bytes;

    @Nullable Known<T> find(byte[] record) {
        Known<T> recent = last;
        if (recent != null && startsWith(record, recent.prefix)) {
            return recent;
        }
        for (int window : WINDOWS) {
            if (record.length < window) {
                continue;
            }
            for (Known<T> known : byHash.getOrDefault(hash(record, window), List.of())) {
                if (startsWith(record, known.prefix)) {
                    last = known;
                    return known;
                }
            }
        }
        return null;
    }

    Known<T> add(byte[] record, int prefixLength, T parsed) {
        if (bytes + prefixLength > MAX_BYTES) {
            byHash.clear();
            bytes = 0;
        }
        Known<T> known = new Known<>(Arrays.copyOf(record, prefixLength), parsed);
        int window = 0;
        for (int candidate : WINDOWS) {
            if (candidate <= prefixLength) {
                window = candidate;
                break;
            }
        }
        byHash.computeIfAbsent(hash(record, window), hash -> new ArrayList<>()).add(known);
        bytes += prefixLength;
        last = known;
        return known;
    }

    private static boolean startsWith(byte[] record, byte[] prefix) {
        return record.length >= prefix.length
                && Arrays.mismatch(record, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    /** The hash includes the window's size, so that schemas of different windows do not collide. */
    private static long hash(byte[] record, int window) {
        long hash = window;
        for (int at = 0; at < window; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(record, at)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
