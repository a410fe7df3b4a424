package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OutboxTest {
    private final Outbox outbox = new Outbox();

    private static Bundle bundle(long bytes) {
        return new Bundle(List.of(new Block(0, new byte[(int) bytes])), null);
    }

    @Test
    void thereIsRoomAgainWhenSomethingWasTakenOut() throws Exception {
        assertThat(outbox.awaitRoom(1)).isTrue();
        outbox.put(bundle(Outbox.ROOM_BYTES));
        assertThat(outbox.awaitRoom(Duration.ofMillis(1).toNanos())).isFalse();

        Thread taker = new Thread(() -> outbox.take(1));
        taker.start();
        assertThat(outbox.awaitRoom(Duration.ofSeconds(9).toNanos())).isTrue();
        taker.join();
    }

    @Test
    void aWaitEndsWithWhatIsPutIn() throws Exception {
        Thread putter = new Thread(() -> outbox.put(bundle(1)));
        putter.start();
        outbox.await(Duration.ofSeconds(9).toNanos());
        assertThat(outbox.take(100).bundles()).hasSize(1);
        putter.join();
    }

    @Test
    void whatIsNotAcknowledgedIsUnderWay() {
        assertThat(outbox.isUnderWay()).isFalse();
        outbox.put(bundle(1));
        assertThat(outbox.isUnderWay()).isTrue();
        outbox.take(100);
        outbox.sent(2);
        outbox.acknowledged();
        assertThat(outbox.isUnderWay()).isTrue();
        outbox.acknowledged();
        assertThat(outbox.isUnderWay()).isFalse();
    }

    @Test
    void anEndWithoutChangesDoesNotEndAWait() throws Exception {
        outbox.put(new Bundle(List.of(), new Commit(1, 2, 3)));
        long before = System.nanoTime();
        outbox.await(Duration.ofMillis(20).toNanos());
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
        assertThat(outbox.take(100)).isEqualTo(new Outbox.Taken(List.of(), new Commit(1, 2, 3)));
    }
}
