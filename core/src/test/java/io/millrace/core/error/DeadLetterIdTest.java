package io.millrace.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLetterIdTest {
    private static final DeadLetterId DEAD_LETTER = new DeadLetterId("millrace.shop.changes", 3, 9_000_000_000L);

    @Test
    void isReadBackFromWhatItWrites() {
        assertThat(DEAD_LETTER).hasToString("millrace.shop.changes/3/9000000000");
        assertThat(DeadLetterId.parse(DEAD_LETTER.toString())).contains(DEAD_LETTER);
    }

    @Test
    void anotherChangeOfABlockThanTheFirstHasItsIndexBehindTheOffset() {
        DeadLetterId third = new DeadLetterId("millrace.shop.changes", 3, 17, 2);
        assertThat(third).hasToString("millrace.shop.changes/3/17.2");
        assertThat(DeadLetterId.parse(third.toString())).contains(third);
        assertThat(DeadLetterId.of(new StreamPosition("millrace.shop.changes", 3, 17, 1_000, 2)))
                .isEqualTo(third);
        Replay replay = new Replay(third, "0a1b2c3d-0000-4000-8000-000000000000");
        assertThat(Replay.of(Map.of(StreamHeader.REPLAY, replay.header()))).contains(replay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/1/5.", "a/1/5.0", "a/1/5.01", "a/1/5.-1", "a/1/5.1.1", "a/1/5.9999999999", "a/1/.1"})
    void aDeadLetterHasOneName(String name) {
        assertThat(DeadLetterId.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/b", "a/1", "a/1/x", "a/-1/5", "a/1/99999999999999999999", "a/9999999999/1"})
    void aKeyOfAnotherProgramIsNone(String key) {
        assertThat(DeadLetterId.parse(key)).isEmpty();
    }

    @Test
    void aReplayIsReadBackFromItsHeader() {
        Replay replay = new Replay(DEAD_LETTER, "0a1b2c3d-0000-4000-8000-000000000000");
        assertThat(Replay.of(Map.of(StreamHeader.REPLAY, replay.header()))).contains(replay);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/1/2",
                "a/1/2/",
                "a/1/2/'); DROP TABLE x",
                "a/b/2/0a1b2c3d-0000-4000-8000-000000000000"
            })
    void aHeaderOfAnotherProgramIsNoReplay(String header) {
        assertThat(Replay.of(Map.of(StreamHeader.REPLAY, header.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
        assertThat(Replay.of(Map.of())).isEmpty();
    }
}
