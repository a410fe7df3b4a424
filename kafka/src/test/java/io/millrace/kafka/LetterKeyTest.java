package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LetterKeyTest {
    @Test
    void isReadBackFromWhatItWrites() {
        LetterKey key = new LetterKey("millrace.shop.changes", 3, 9_000_000_000L);
        assertThat(new String(key.bytes(), StandardCharsets.UTF_8)).isEqualTo("millrace.shop.changes/3/9000000000");
        assertThat(LetterKey.parse(key.bytes())).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/b", "a/1", "a/1/x", "a/-1/5", "a/1/99999999999999999999", "a/9999999999/1"})
    void aKeyOfSomebodyElseIsNone(String key) {
        assertThat(LetterKey.parse(key.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
