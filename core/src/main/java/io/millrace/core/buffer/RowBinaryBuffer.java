package io.millrace.core.buffer;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growable byte buffer with ClickHouse's binary primitives: little endian, LEB128 lengths. Not thread-safe. */
public final class RowBinaryBuffer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    public RowBinaryBuffer() {
        this(8 * 1024);
    }

    public RowBinaryBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    /** The capacity without growing. */
    public int capacity() {
        return bytes.length;
    }

    public void clear() {
        size = 0;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void int8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    public void int16(int value) {
        reserve(2);
        SHORT.set(bytes, size, (short) value);
        size += 2;
    }

    public void int32(int value) {
        reserve(4);
        INT.set(bytes, size, value);
        size += 4;
    }

    public void int64(long value) {
        reserve(8);
        LONG.set(bytes, size, value);
        size += 8;
    }

    /** Writes the number in {@code width} bytes, two's complement; the caller checks its range. */
    public void integer(BigInteger value, int width) {
        byte[] big = value.toByteArray();
        reserve(width);
        byte sign = (byte) (value.signum() < 0 ? -1 : 0);
        for (int i = 0; i < width; i++) {
            int from = big.length - 1 - i;
            bytes[size++] = from >= 0 ? big[from] : sign;
        }
    }

    public void float32(float value) {
        int32(Float.floatToRawIntBits(value));
    }

    public void float64(double value) {
        int64(Double.doubleToRawLongBits(value));
    }

    /** An unsigned LEB128 number. */
    public void length(int value) {
        reserve(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    public void string(String text) {
        string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string from a slice of an array. */
    public void string(byte[] source, int from, int count) {
        length(count);
        raw(source, from, count);
    }

    public void string(byte[] text) {
        length(text.length);
        raw(text);
    }

    /** Bytes as they are. */
    public void raw(byte[] source) {
        raw(source, 0, source.length);
    }

    /** A slice of an array, unchanged. */
    public void raw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** An unsigned LEB128 number of up to 64 bits. */
    public void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A signed number, zigzag and LEB128: small where the number is near zero. */
    public void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    /** The bytes written so far; valid until the next write. Not copied. */
    public byte[] array() {
        return bytes;
    }

    /** Discards everything written after a position. */
    public void truncate(int newSize) {
        size = newSize;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            // Doubling, up to what an array can hold.
            int doubled = (int) Math.min((long) bytes.length * 2, Integer.MAX_VALUE - 8L);
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }
}
