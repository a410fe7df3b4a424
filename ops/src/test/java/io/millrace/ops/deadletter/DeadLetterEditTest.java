package io.millrace.ops.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.core.error.DeadLetterId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeadLetterEditTest {
    private static final String RECORD =
            "{\"schema\":{\"a\":1},\"payload\":{\"after\":{\"big\":9223372036854775807,\"exact\":1.10,\"x\":\"?\"}}}";

    @Test
    void aValueIsSetAndAllOthersStayExact() {
        assertThat(apply(set("/after/x", JsonNodeFactory.instance.textNode("12.50"))))
                .isEqualTo(RECORD.replace("\"?\"", "\"12.50\""));
    }

    @Test
    void aPieceOfTextIsReplacedWhereverItStands() {
        assertThat(apply(new DeadLetterEdit(
                        null, null, List.of(new DeadLetterEdit.Replacement("\"x\":\"?\"", "\"x\":null")), Map.of())))
                .isEqualTo(RECORD.replace("\"?\"", "null"));
    }

    @Test
    void anEditThatWouldChangeNothingIsNone() {
        assertThatThrownBy(() -> apply(new DeadLetterEdit(
                        null, null, List.of(new DeadLetterEdit.Replacement("absent", "")), Map.of())))
                .isInstanceOf(DeadLetterEdit.Impossible.class);
        assertThatThrownBy(() -> apply(set("/nothing/x", JsonNodeFactory.instance.nullNode())))
                .isInstanceOf(DeadLetterEdit.Impossible.class);
    }

    private static DeadLetterEdit set(String pointer, JsonNode content) {
        return new DeadLetterEdit(null, null, List.of(), Map.of(pointer, content));
    }

    private static String apply(DeadLetterEdit edit) {
        byte[] value = edit.apply(new StoredDeadLetter(
                        new DeadLetterId("t", 0, 1),
                        0,
                        "BAD_VALUE",
                        "open",
                        "",
                        BigInteger.ZERO,
                        null,
                        RECORD.getBytes(UTF_8),
                        Map.of()))
                .value();
        return value == null ? "" : new String(value, UTF_8);
    }
}
