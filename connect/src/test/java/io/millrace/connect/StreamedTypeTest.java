package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StreamedTypeTest {
    @Test
    void anExpressionIsReadAsItWasWritten() {
        for (StreamedType type : new StreamedType[] {
            new StreamedType(1700, 655366), new StreamedType(25, -1), new StreamedType((int) 4_000_000_000L, 7)
        }) {
            assertThat(StreamedType.of(StreamedType.expression(type.oid(), type.modifier())))
                    .contains(type);
        }
    }

    @Test
    void theExpressionsOfTheDriverAreOthers() {
        assertThat(StreamedType.of("numeric(10,2)")).isEmpty();
        assertThat(StreamedType.of("oid")).isEmpty();
    }
}
