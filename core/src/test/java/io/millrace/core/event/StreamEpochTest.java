package io.millrace.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class StreamEpochTest {
    private static final long HIGHEST = (1L << 56) - 1;

    @Test
    void everyPositionOfALaterEpochIsHigher() {
        assertThat(StreamEpoch.place(1, 1)).isGreaterThan(StreamEpoch.place(HIGHEST, 0));
        assertThat(StreamEpoch.place(0, StreamEpoch.LAST))
                .isGreaterThan(StreamEpoch.place(HIGHEST, StreamEpoch.LAST - 1));
    }

    @Test
    void theFirstEpochIsTheLsnItself() {
        assertThat(StreamEpoch.place(42, 0)).isEqualTo(42);
    }

    @Test
    void epochAndLsnAreSeparatedAgain() {
        long place = StreamEpoch.place(HIGHEST - 5, 127);
        assertThat(StreamEpoch.of(place)).isEqualTo(127);
        assertThat(StreamEpoch.lsn(place)).isEqualTo(HIGHEST - 5);
    }

    @Test
    void anEpochOutOfRangeIsRefused() {
        assertThatThrownBy(() -> StreamEpoch.place(1, 128)).hasMessageContaining("0 to 127");
    }
}
