package io.millrace.clickhouse.embedded.codec;

import com.github.luben.zstd.Zstd;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Unpacks ClickHouse's compressed blocks (LZ4, ZSTD or none), and checks their checksums. */
public final class BlockInputStream extends InputStream {
    private static final int CANNOT_DECOMPRESS = 271;
    private static final int CHECKSUM_DOESNT_MATCH = 40;
    private static final int UNKNOWN_COMPRESSION_METHOD = 89;
    private static final int TOO_LARGE_SIZE_COMPRESSED = 39;
    /** ClickHouse refuses more than 1 GiB; clients make blocks of about 1 MiB, and the heap here is small. */
    private static final int LARGEST_BLOCK = 32 << 20;

    private static final LZ4SafeDecompressor LZ4 = LZ4Factory.fastestInstance().safeDecompressor();

    private final InputStream packed;
    private final ByteBudget.Claim memory;
    private byte[] frame = new byte[0];
    private byte[] plain = new byte[0];
    private int at;
    private int end;

    /** @param memory what blocks are counted in */
    public BlockInputStream(InputStream packed, ByteBudget.Claim memory) {
        this.packed = packed;
        this.memory = memory;
    }

    @Override
    public int read() throws IOException {
        return ensure() ? plain[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ensure()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(plain, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean ensure() throws IOException {
        while (at == end) {
            if (!nextBlock()) {
                return false;
            }
        }
        return true;
    }

    private boolean nextBlock() throws IOException {
        byte[] head = packed.readNBytes(BlockMethod.CHECKSUM_BYTES + BlockMethod.HEADER_BYTES);
        if (head.length == 0) {
            return false;
        }
        if (head.length < BlockMethod.CHECKSUM_BYTES + BlockMethod.HEADER_BYTES) {
            throw new CodecException(CANNOT_DECOMPRESS, "CANNOT_DECOMPRESS", "The body ends within a compressed block");
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int method = header.get(BlockMethod.CHECKSUM_BYTES) & 0xff;
        int size = header.getInt(BlockMethod.CHECKSUM_BYTES + 1);
        int plainSize = header.getInt(BlockMethod.CHECKSUM_BYTES + 5);
        if (size < BlockMethod.HEADER_BYTES || size > LARGEST_BLOCK || plainSize < 0 || plainSize > LARGEST_BLOCK) {
            throw new CodecException(
                    TOO_LARGE_SIZE_COMPRESSED,
                    "TOO_LARGE_SIZE_COMPRESSED",
                    "A compressed block of " + size + " bytes for " + plainSize + "; at most " + LARGEST_BLOCK
                            + ". Most likely the body is not compressed as decompress=1 says");
        }
        frame = ofSize(frame, size);
        System.arraycopy(head, BlockMethod.CHECKSUM_BYTES, frame, 0, BlockMethod.HEADER_BYTES);
        int data = size - BlockMethod.HEADER_BYTES;
        if (packed.readNBytes(frame, BlockMethod.HEADER_BYTES, data) < data) {
            throw new CodecException(CANNOT_DECOMPRESS, "CANNOT_DECOMPRESS", "The body ends within a compressed block");
        }
        if (!CityHash128.of(frame, 0, size).equals(new CityHash128(header.getLong(0), header.getLong(8)))) {
            throw new CodecException(
                    CHECKSUM_DOESNT_MATCH, "CHECKSUM_DOESNT_MATCH", "Checksum doesn't match: corrupted data");
        }
        plain = ofSize(plain, plainSize);
        unpack(method, data, plainSize);
        at = 0;
        end = plainSize;
        return true;
    }

    private byte[] ofSize(byte[] bytes, int size) throws IOException {
        if (bytes.length >= size) {
            return bytes;
        }
        memory.take(size - bytes.length);
        return new byte[size];
    }

    private void unpack(int method, int data, int plainSize) throws CodecException {
        long count = switch (method) {
            case BlockMethod.NONE -> {
                int size = Math.min(data, plainSize);
                System.arraycopy(frame, BlockMethod.HEADER_BYTES, plain, 0, size);
                yield size;
            }
            case BlockMethod.LZ4 -> lz4(data, plainSize);
            case BlockMethod.ZSTD ->
                Zstd.decompressByteArray(plain, 0, plainSize, frame, BlockMethod.HEADER_BYTES, data);
            default ->
                throw new CodecException(
                        UNKNOWN_COMPRESSION_METHOD,
                        "UNKNOWN_COMPRESSION_METHOD",
                        "Unknown compression method of a block: " + method + "; known are LZ4, ZSTD and none");
        };
        if (count != plainSize) {
            throw new CodecException(
                    CANNOT_DECOMPRESS,
                    "CANNOT_DECOMPRESS",
                    "A compressed block does not unpack to its " + plainSize + " bytes");
        }
    }

    private int lz4(int data, int plainSize) {
        try {
            return LZ4.decompress(frame, BlockMethod.HEADER_BYTES, data, plain, 0, plainSize);
        } catch (LZ4Exception e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
