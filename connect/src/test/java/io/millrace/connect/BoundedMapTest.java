package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
    @Test
    void whatWasNotLookedAtForTheLongestTimeIsForgotten() {
        Map<Integer, String> known = new BoundedMap<>(3);
        for (int i = 0; i < 3; i++) {
            known.put(i, "table " + i);
        }
        assertThat(known.get(0)).isEqualTo("table 0");
        known.put(3, "table 3");
        assertThat(known).containsOnlyKeys(0, 2, 3);
        for (int i = 10; i < 1_000; i++) {
            known.put(i, "made and dropped");
        }
        assertThat(known).containsOnlyKeys(997, 998, 999);
    }
}
