package io.millrace.clickhouse.embedded.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.data.stream.Lz4InputStream;
import com.github.luben.zstd.Zstd;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The official client is the oracle.
class BlockStreamTest {
    private static final ByteBudget NO_LIMIT = new ByteBudget(1L << 30, Duration.ZERO);

    @Test
    void whatIsPackedComesBackAlsoAcrossBlocks() throws IOException {
        for (int size : new int[] {0, 1, 1000, 262_144, 262_145, 1_000_000}) {
            byte[] plain = sample(size);

            assertThat(unpack(pack(plain))).as("size " + size).isEqualTo(plain);
        }
    }

    @Test
    void theOfficialClientReadsOurBlocks() throws IOException {
        byte[] plain = sample(600_000);
        try (Lz4InputStream official = new Lz4InputStream(null, new ByteArrayInputStream(pack(plain)), null)) {
            assertThat(official.readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void readsZstdAndStoredBlocks() throws IOException {
        byte[] plain = sample(5000);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(frame(BlockMethod.ZSTD, Zstd.compress(plain), plain.length));
        body.write(frame(BlockMethod.NONE, plain, plain.length));

        assertThat(unpack(body.toByteArray())).hasSize(10_000).startsWith(plain);
    }

    @Test
    void aFlippedBitIsFoundByTheChecksum() throws IOException {
        byte[] packed = pack(sample(1000));
        packed[packed.length - 1] ^= 1;

        assertThatThrownBy(() -> unpack(packed))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.code()).isEqualTo(40));
    }

    @Test
    void aBodyThatEndsWithinABlockIsAnErrorNotAnEnd() throws IOException {
        byte[] packed = pack(sample(1000));

        assertThatThrownBy(() -> unpack(Arrays.copyOf(packed, packed.length - 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("ends within");
        assertThatThrownBy(() -> unpack(Arrays.copyOf(packed, 10))).isInstanceOf(CodecException.class);
    }

    @Test
    void aBodyThatIsNotPackedIsRefusedWithoutTakingItsBytesForASize() {
        byte[] text = "1\tthis is plain text, much longer than a header\n"
                .repeat(3)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThatThrownBy(() -> unpack(text))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.code()).isEqualTo(39));
    }

    @Test
    void anUnknownMethodIsNamed() {
        byte[] framed = frame(0x55, new byte[10], 10);

        assertThatThrownBy(() -> unpack(framed))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.code()).isEqualTo(89));
    }

    private static byte[] sample(int size) {
        byte[] bytes = new byte[size];
        Random random = new Random(size);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(6));
        }
        return bytes;
    }

    private static byte[] pack(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (BlockOutputStream stream = new BlockOutputStream(packed)) {
            stream.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (BlockInputStream stream = new BlockInputStream(new ByteArrayInputStream(packed), NO_LIMIT.claim())) {
            return stream.readAllBytes();
        }
    }

    private static byte[] frame(int method, byte[] data, int plainSize) {
        ByteBuffer frame = ByteBuffer.allocate(25 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.position(16);
        frame.put((byte) method).putInt(9 + data.length).putInt(plainSize).put(data);
        CityHash128 checksum = CityHash128.of(frame.array(), 16, 9 + data.length);
        frame.putLong(0, checksum.low()).putLong(8, checksum.high());
        return frame.array();
    }
}
