package io.millrace.controller.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SharedWaitTest {
    private final AtomicInteger waits = new AtomicInteger();
    private final Semaphore ends = new Semaphore(0);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final SharedWait<Integer> shared = new SharedWait<>(() -> {
        int number = waits.incrementAndGet();
        begun.countDown();
        ends.acquire();
        return number;
    });

    private CompletableFuture<Integer> inAThread() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return shared.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void aCallIsServedByAWaitThatBeganAfterItAndSoAreAllOthers() throws Exception {
        CompletableFuture<Integer> first = inAThread();
        begun.await();
        List<CompletableFuture<Integer>> late = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            late.add(inAThread());
        }
        ends.release(100);

        // Not always the first: a later one may have ended before its thread looks.
        assertThat(first.get()).isPositive();
        for (CompletableFuture<Integer> one : late) {
            assertThat(one.get()).isGreaterThan(1);
        }
        assertThat(waits.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void whatTheWaitThrowsIsThrownAndTheNextCallTriesAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        SharedWait<Integer> failing = new SharedWait<>(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new java.io.IOException("away");
            }
            return 7;
        });

        assertThatThrownBy(failing::await).hasMessage("away");
        assertThat(failing.await()).isEqualTo(7);
    }
}
