package io.millrace.core.type.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IsoTimestampTest {
    @Test
    void theFastParserAgreesWithTheJdkForEachDayOfFourCenturies() {
        for (long day = -141_000; day < 150_000; day++) {
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    Instant.ofEpochSecond(day * 86_400 + 12_345).atOffset(ZoneOffset.UTC));
            assertThat(fast(text)).as(text).isEqualTo((day * 86_400 + 12_345) * 1_000_000);
        }
    }

    @Test
    void theFastParserAgreesWithTheJdkForRandomMoments() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextLong(-2208988800000000L, 10413792000000000L);
            Instant at =
                    Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
            assertThat(fast(text)).as("%s, seed %d", text, seed).isEqualTo(micros);
        }
    }

    private static long fast(String text) {
        return IsoTimestamp.utcMicros(text.toCharArray(), 0, text.length());
    }
}
