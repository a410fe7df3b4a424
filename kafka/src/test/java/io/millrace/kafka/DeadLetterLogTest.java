package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class DeadLetterLogTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void aDeadLetterKeepsTheOriginalBytesAndSaysWhatIsWrong() {
        new DeadLetterLog("letters", producer, Set.of()).append(List.of(deadLetter(7)));

        ProducerRecord<byte[], byte[]> record = producer.history().get(0);
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("changes/2/7");
        assertThat(record.value()).isEqualTo(new byte[] {1, 2});
        Map<String, String> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .collect(Collectors.toMap(h -> h.key(), h -> new String(h.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .isEqualTo(Map.of(
                        "code", "BAD_VALUE",
                        "reason", "because",
                        "table", "public.orders",
                        "version", "42",
                        "key", "k",
                        "logged_at", "1000",
                        "millrace.relation", "{}"));
    }

    @Test
    void aDeadLetterIsAppendedOnceHoweverOftenItComes() {
        DeadLetterLog log = new DeadLetterLog("letters", producer, Set.of(AppendedDeadLetter.of(deadLetter(5))));
        log.append(List.of(deadLetter(5), deadLetter(6), deadLetter(6)));
        log.append(List.of(deadLetter(6), deadLetter(7)));
        assertThat(producer.history())
                .extracting(r -> new String(r.key(), StandardCharsets.UTF_8))
                .containsExactly("changes/2/6", "changes/2/7");
    }

    @Test
    void eachChangeOfABlockIsADeadLetterOfItsOwn() {
        DeadLetterLog log = new DeadLetterLog("letters", producer, Set.of(AppendedDeadLetter.of(deadLetter(5, 1))));
        log.append(List.of(deadLetter(5, 0), deadLetter(5, 1), deadLetter(5, 2), deadLetter(5, 2)));
        assertThat(producer.history())
                .extracting(r -> new String(r.key(), StandardCharsets.UTF_8))
                .containsExactly("changes/2/5", "changes/2/5.2");
    }

    @Test
    void aDeadLetterThatCouldNotBeAppendedIsSentAgainOnTheNextCall() {
        DeadLetterLog log = new DeadLetterLog("letters", producer, Set.of());
        producer.sendException = new org.apache.kafka.common.errors.TimeoutException("down");
        assertThatThrownBy(() -> log.append(List.of(deadLetter(1)))).isInstanceOf(LogException.class);
        producer.sendException = null;
        log.append(List.of(deadLetter(1)));
        assertThat(producer.history()).hasSize(1);
    }

    private static DeadLetter deadLetter(long offset) {
        return deadLetter(offset, 0);
    }

    private static DeadLetter deadLetter(long offset, int index) {
        return new DeadLetter(
                new StreamPosition("changes", 2, offset, 1000, index),
                ErrorCode.BAD_VALUE,
                "because",
                Optional.of(new TableId("public", "orders")),
                Optional.of(BigInteger.valueOf(42)),
                "k".getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2},
                Map.of("millrace.relation", "{}".getBytes(StandardCharsets.UTF_8)));
    }
}
