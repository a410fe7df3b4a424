package io.millrace.ops.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.deadletter.Payload;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PayloadTextTest {
    @Test
    void utf8IsShownAsText() {
        assertThat(PayloadText.show("Kaffee für 3 €".getBytes(UTF_8), 16, "/x"))
                .isEqualTo(new Payload("text", "Kaffee für 3 €", 16, false, "/x"));
    }

    @Test
    void otherBytesAreShownAsBase64() {
        Payload payload = PayloadText.show(new byte[] {(byte) 0xff, 0, 1}, 3, "/x");
        assertThat(payload.encoding()).isEqualTo("base64");
        assertThat(payload.content()).isEqualTo("/wAB");
    }

    @Test
    void aCutWithinACharacterDoesNotMakeTextBinary() {
        byte[] euro = "a€".getBytes(UTF_8);
        Payload payload = PayloadText.show(Arrays.copyOf(euro, 2), euro.length, "/x");
        assertThat(payload).isEqualTo(new Payload("text", "a", 4, true, "/x"));
    }

    @Test
    void halfACharacterAtTheEndOfTheWholeIsBinary() {
        assertThat(PayloadText.show(Arrays.copyOf("a€".getBytes(UTF_8), 2), 2, "/x")
                        .encoding())
                .isEqualTo("base64");
    }
}
