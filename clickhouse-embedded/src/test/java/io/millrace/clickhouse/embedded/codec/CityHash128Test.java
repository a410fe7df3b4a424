package io.millrace.clickhouse.embedded.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.data.ClickHouseCityHash;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The official client is the oracle.
class CityHash128Test {
    /** The hash has other branches below 4, 8, 16, 32, 144 and from there on in steps of 32 and 128. */
    @Test
    void equalsTheHashOfTheOfficialClientForEveryLength() {
        Random random = new Random(42);
        for (int length = 0; length < 700; length++) {
            byte[] bytes = new byte[length + 3];
            random.nextBytes(bytes);
            long[] expected = ClickHouseCityHash.cityHash128(bytes, 3, length);

            assertThat(CityHash128.of(bytes, 3, length))
                    .as("length " + length)
                    .isEqualTo(new CityHash128(expected[0], expected[1]));
        }
    }
}
