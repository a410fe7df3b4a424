package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.core.event.StreamPosition;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever bytes arrive, the decoder answers. Each test prints its seed: put it in to repeat a failure. */
final class RandomBytesTest {
    private static final int ROUNDS = 3000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();
    private final List<GoldenFile> samples = GoldenFile.all().stream()
            .filter(golden -> golden.record().value() != null && golden.record().value().length < 20_000)
            .toList();

    @Test
    void randomBytesAreRejectedAndNeverThrow() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(200) + 1];
            random.nextBytes(bytes);
            assertThat(decode(bytes, bytes)).isInstanceOf(DecodedRecord.Rejected.class);
        }
    }

    @Test
    void damagedEventsAreDecodedOrRejectedAndNeverThrow() {
        int rejected = 0;
        for (int round = 0; round < ROUNDS; round++) {
            LogRecord sample = samples.get(random.nextInt(samples.size())).record();
            byte[] value = damaged(sample.value());
            rejected += decode(sample.key(), value) instanceof DecodedRecord.Rejected ? 1 : 0;
            assertThat(decode(sample.key(), sample.value())).isInstanceOf(DecodedRecord.Event.class);
        }
        assertThat(rejected).as("seed " + seed).isPositive();
    }

    @Test
    void damagedKeysAreDecodedOrRejectedAndNeverThrow() {
        for (int round = 0; round < ROUNDS; round++) {
            LogRecord sample = samples.get(random.nextInt(samples.size())).record();
            if (sample.key() != null) {
                decode(damaged(sample.key()), sample.value());
            }
        }
    }

    @Test
    void cutOffEventsAreAlwaysRejected() {
        for (GoldenFile golden : samples) {
            byte[] value = golden.record().value();
            for (int i = 0; i < 50 && value != null; i++) {
                byte[] cut = Arrays.copyOf(value, random.nextInt(value.length));
                assertThat(decode(golden.record().key(), cut))
                        .as(golden.name() + " cut to " + cut.length)
                        .isInstanceOf(DecodedRecord.Rejected.class);
            }
        }
    }

    private DecodedRecord decode(byte @Nullable [] key, byte @Nullable [] value) {
        LogRecord record = new LogRecord(new StreamPosition("changes", 0, 0, 0), key, value);
        DecodedRecord[] decoded = new DecodedRecord[1];
        assertThatCode(() -> decoded[0] = decoder.decode(record))
                .as("seed " + seed)
                .doesNotThrowAnyException();
        if (decoded[0] instanceof DecodedRecord.Rejected rejected) {
            assertThat(rejected.deadLetter().key()).isSameAs(key);
            assertThat(rejected.deadLetter().value()).isSameAs(value);
            assertThat(rejected.deadLetter().reason()).as("seed " + seed).endsWith(".");
        }
        return decoded[0];
    }

    /** One to four bytes changed, and half of the damage near the end, where the payload is. */
    private byte[] damaged(byte @Nullable [] bytes) {
        byte[] copy = bytes == null ? new byte[] {'{'} : bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextBoolean() ? copy.length * 3 / 4 : 0;
            int at = from + random.nextInt(copy.length - from);
            copy[at] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "{}[]\",:0123456789nullE-.".charAt(random.nextInt(24));
        }
        return copy;
    }
}
