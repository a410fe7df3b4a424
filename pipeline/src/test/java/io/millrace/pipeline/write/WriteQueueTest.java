package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class WriteQueueTest {
    private static final long WEIGHT = RecordWeight.of(Rows.record(0, 0, 1), 1);

    @Test
    void tasksWaitWhileItIsFullUntilSomeOfItIsDurable() throws Exception {
        WriteQueue queue = queue(2, Long.MAX_VALUE);
        assertThat(queue.put(List.of(Rows.decoded(0, 0, 1)), WEIGHT)).isEqualTo(1);
        assertThat(queue.put(List.of(Rows.decoded(0, 1, 2)), WEIGHT)).isEqualTo(2);
        CompletableFuture<Long> third = putAside(queue, 2);
        WriteQueue.Taken taken = queue.take();
        assertThat(taken.changes()).hasSize(2);
        assertThat(third).isNotDone();
        queue.complete(taken, 1);
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(queue.depth()).isEqualTo(1);
    }

    @Test
    void bytesBoundItToo() throws Exception {
        WriteQueue queue = queue(100, WEIGHT * 2);
        queue.put(List.of(Rows.decoded(0, 0, 1)), WEIGHT);
        queue.put(List.of(Rows.decoded(0, 1, 2)), WEIGHT);
        CompletableFuture<Long> third = putAside(queue, 2);
        WriteQueue.Taken taken = queue.take();
        assertThat(taken.changes()).hasSize(2);
        queue.complete(taken, 1);
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void aRowLargerThanTheBoundGoesAlone() throws Exception {
        WriteQueue queue = queue(100, 10);
        queue.put(List.of(Rows.decoded(0, 0, 1)), WEIGHT);
        CompletableFuture<Long> second = putAside(queue, 1);
        WriteQueue.Taken taken = queue.take();
        assertThat(taken.changes()).hasSize(1);
        queue.complete(taken, 1);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void theChangesOfARecordAreTakenTogether() throws Exception {
        WriteQueue queue = queue(2, Long.MAX_VALUE);
        assertThat(queue.put(List.of(Rows.decoded(0, 0, 1), Rows.decoded(0, 0, 2), Rows.decoded(0, 0, 3)), WEIGHT))
                .isEqualTo(3);
        assertThat(queue.take().changes()).hasSize(3);
    }

    @Test
    void waitersGetTheReasonWhyTheWriterStopped() throws Exception {
        WriteQueue queue = queue(1, Long.MAX_VALUE);
        queue.put(List.of(Rows.decoded(0, 0, 1)), WEIGHT);
        CompletableFuture<Long> waits = putAside(queue, 1);
        queue.fail(new IllegalStateException("denied"));
        assertThatThrownBy(waits::join).hasRootCauseMessage("denied");
        assertThatThrownBy(() -> queue.awaitDone(1)).hasMessage("denied");
    }

    private static WriteQueue queue(int maxRows, long maxBytes) {
        return new WriteQueue(new FlushPolicy(Duration.ZERO, maxRows, maxBytes), maxRows, maxBytes);
    }

    private static CompletableFuture<Long> putAside(WriteQueue queue, long offset) throws InterruptedException {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        CompletableFuture<Long> result = CompletableFuture.supplyAsync(() -> {
            begun.complete(Thread.currentThread());
            try {
                return queue.put(List.of(Rows.decoded(0, offset, 1)), WEIGHT);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread thread = begun.join();
        while (!result.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(result).isNotDone();
        return result;
    }
}
