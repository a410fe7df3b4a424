package io.millrace.clickhouse.embedded.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Packs bytes into ClickHouse's compressed blocks by LZ4. A flush ends a block. */
public final class BlockOutputStream extends OutputStream {
    private static final int BLOCK = 256 * 1024;
    private static final LZ4Compressor LZ4 = LZ4Factory.fastestInstance().fastCompressor();

    private final OutputStream target;
    private final byte[] plain = new byte[BLOCK];
    private final byte[] packed =
            new byte[BlockMethod.CHECKSUM_BYTES + BlockMethod.HEADER_BYTES + LZ4.maxCompressedLength(BLOCK)];
    private int count;

    public BlockOutputStream(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        if (count == BLOCK) {
            endBlock();
        }
        plain[count++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (count == BLOCK) {
                endBlock();
            }
            int size = Math.min(length - done, BLOCK - count);
            System.arraycopy(bytes, offset + done, plain, count, size);
            count += size;
            done += size;
        }
    }

    private void endBlock() throws IOException {
        if (count == 0) {
            return;
        }
        int data = BlockMethod.CHECKSUM_BYTES + BlockMethod.HEADER_BYTES;
        int size = BlockMethod.HEADER_BYTES + LZ4.compress(plain, 0, count, packed, data, packed.length - data);
        ByteBuffer frame = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(BlockMethod.CHECKSUM_BYTES, (byte) BlockMethod.LZ4);
        frame.putInt(BlockMethod.CHECKSUM_BYTES + 1, size);
        frame.putInt(BlockMethod.CHECKSUM_BYTES + 5, count);
        CityHash128 checksum = CityHash128.of(packed, BlockMethod.CHECKSUM_BYTES, size);
        frame.putLong(0, checksum.low());
        frame.putLong(8, checksum.high());
        target.write(packed, 0, BlockMethod.CHECKSUM_BYTES + size);
        count = 0;
    }

    @Override
    public void flush() throws IOException {
        endBlock();
        target.flush();
    }

    @Override
    public void close() throws IOException {
        endBlock();
        target.close();
    }
}
