package io.millrace.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DurationsTest {
    @Test
    void theCommonUnitsAreRead() {
        var durations = new Durations();
        assertThat(durations.convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(durations.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> durations.convert("2 minutes")).hasMessageContaining("write 500ms");
    }
}
