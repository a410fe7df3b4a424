package io.millrace.clickhouse.embedded.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash128 of version 1.0.2, which ClickHouse keeps for the checksums of its compressed blocks; later versions of
 * CityHash give other values. Names and order follow the published algorithm.
 *
 * @param low the first 8 bytes of the checksum, little endian
 * @param high the last 8
 */
record CityHash128(long low, long high) {
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MULTIPLIER = 0x9ddfea08eb382d69L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static CityHash128 of(byte[] bytes, int offset, int length) {
        if (length >= 16) {
            return seeded(bytes, offset + 16, length - 16, fetch64(bytes, offset) ^ K3, fetch64(bytes, offset + 8));
        }
        if (length >= 8) {
            long first = fetch64(bytes, offset) ^ (length * K0);
            return seeded(bytes, offset, 0, first, fetch64(bytes, offset + length - 8) ^ K1);
        }
        return seeded(bytes, offset, length, K0, K1);
    }

    private static CityHash128 seeded(byte[] s, int offset, int length, long seedLow, long seedHigh) {
        if (length < 128) {
            return murmur(s, offset, length, seedLow, seedHigh);
        }
        int at = offset;
        int left = length;
        long x = seedLow;
        long y = seedHigh;
        long z = length * K1;
        long v1 = Long.rotateRight(y ^ K1, 49) * K1 + fetch64(s, at);
        long v2 = Long.rotateRight(v1, 42) * K1 + fetch64(s, at + 8);
        long w1 = Long.rotateRight(y + z, 35) * K1 + x;
        long w2 = Long.rotateRight(x + fetch64(s, at + 88), 53) * K1;
        do {
            for (int half = 0; half < 2; half++) {
                x = Long.rotateRight(x + y + v1 + fetch64(s, at + 16), 37) * K1;
                y = Long.rotateRight(y + v2 + fetch64(s, at + 48), 42) * K1;
                x ^= w2;
                y ^= v1;
                z = Long.rotateRight(z ^ w1, 33);
                CityHash128 v = weak(s, at, v2 * K1, x + w1);
                CityHash128 w = weak(s, at + 32, z + w2, y);
                v1 = v.low;
                v2 = v.high;
                w1 = w.low;
                w2 = w.high;
                long swapped = z;
                z = x;
                x = swapped;
                at += 64;
            }
            left -= 128;
        } while (left >= 128);
        y += Long.rotateRight(w1, 37) * K0 + z;
        x += Long.rotateRight(v1 + z, 49) * K0;
        for (int done = 0; done < left; ) {
            done += 32;
            y = Long.rotateRight(y - x, 42) * K0 + v2;
            w1 += fetch64(s, at + left - done + 16);
            x = Long.rotateRight(x, 49) * K0 + w1;
            w1 += v1;
            CityHash128 v = weak(s, at + left - done, v1, v2);
            v1 = v.low;
            v2 = v.high;
        }
        x = mix(x, v1);
        y = mix(y, w1);
        return new CityHash128(mix(x + v2, w2) + y, mix(x + w2, y + v2));
    }

    private static CityHash128 murmur(byte[] s, int offset, int length, long seedLow, long seedHigh) {
        long a = seedLow;
        long b = seedHigh;
        long c;
        long d;
        int left = length - 16;
        if (left <= 0) {
            a = shiftMix(a * K1) * K1;
            c = b * K1 + upTo16(s, offset, length);
            d = shiftMix(a + (length >= 8 ? fetch64(s, offset) : c));
        } else {
            c = mix(fetch64(s, offset + length - 8) + K1, a);
            d = mix(b + length, c + fetch64(s, offset + length - 16));
            a += d;
            int at = offset;
            do {
                a ^= shiftMix(fetch64(s, at) * K1) * K1;
                a *= K1;
                b ^= a;
                c ^= shiftMix(fetch64(s, at + 8) * K1) * K1;
                c *= K1;
                d ^= c;
                at += 16;
                left -= 16;
            } while (left > 0);
        }
        a = mix(a, c);
        b = mix(d, b);
        return new CityHash128(a ^ b, mix(b, a));
    }

    private static long upTo16(byte[] s, int offset, int length) {
        if (length > 8) {
            long a = fetch64(s, offset);
            long b = fetch64(s, offset + length - 8);
            return mix(a, Long.rotateRight(b + length, length)) ^ b;
        }
        if (length >= 4) {
            return mix(length + (fetch32(s, offset) << 3), fetch32(s, offset + length - 4));
        }
        if (length > 0) {
            int y = (s[offset] & 0xff) + ((s[offset + (length >> 1)] & 0xff) << 8);
            int z = length + ((s[offset + length - 1] & 0xff) << 2);
            return shiftMix((y * K2) ^ (z * K3)) * K2;
        }
        return K2;
    }

    private static CityHash128 weak(byte[] s, int at, long seedA, long seedB) {
        long z = fetch64(s, at + 24);
        long a = seedA + fetch64(s, at);
        long b = Long.rotateRight(seedB + a + z, 21);
        long c = a;
        a += fetch64(s, at + 8) + fetch64(s, at + 16);
        b += Long.rotateRight(a, 44);
        return new CityHash128(a + z, b + c);
    }

    private static long mix(long low, long high) {
        long a = (low ^ high) * MULTIPLIER;
        a ^= a >>> 47;
        long b = (high ^ a) * MULTIPLIER;
        b ^= b >>> 47;
        return b * MULTIPLIER;
    }

    private static long shiftMix(long value) {
        return value ^ (value >>> 47);
    }

    private static long fetch64(byte[] s, int at) {
        return (long) LONGS.get(s, at);
    }

    private static long fetch32(byte[] s, int at) {
        return (int) INTS.get(s, at) & 0xffffffffL;
    }
}
