package io.millrace.core.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DutiesTest {
    private static final Instant BEGIN = Instant.parse("2026-11-29T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Duties duties = new Duties(now::get, (name, cause) -> logged.add(name + " " + cause.getMessage()));

    @AfterEach
    void end() {
        duties.close();
    }

    @Test
    void aDutyThatFailsWithWhateverErrorIsLoggedShownAndBegunAgain() throws Exception {
        BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
        AtomicInteger times = new AtomicInteger();
        duties.start("topics", () -> {
            int time = times.incrementAndGet();
            begun.add(time);
            if (time == 1) {
                throw new NoClassDefFoundError("of whatever kind");
            }
            new CountDownLatch(1).await();
        });

        assertThat(begun.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(begun.poll(5, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(logged).containsExactly("topics of whatever kind");
        assertThat(duties.problem())
                .hasValueSatisfying(text -> assertThat(text).contains("topics", "of whatever kind"));
        assertThat(duties.statuses())
                .containsExactly(new DutyStatus("topics", true, BEGIN, 1, "NoClassDefFoundError: of whatever kind"));

        now.set(BEGIN.plus(DutyRecord.STEADY));
        assertThat(duties.problem()).isEmpty();
        assertThat(duties.statuses()).containsExactly(new DutyStatus("topics", false, BEGIN, 1, ""));
    }

    @Test
    void aDutyThatEndsByItselfIsBegunAgain() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        duties.start("loads", twice::countDown);
        assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(logged).contains("loads it has ended unexpectedly");
    }

    @Test
    void anInterruptFromElsewhereEndsNoDuty() throws Exception {
        BlockingQueue<Thread> begun = new LinkedBlockingQueue<>();
        duties.start("resync", () -> {
            begun.add(Thread.currentThread());
            new CountDownLatch(1).await();
        });
        begun.take().interrupt();
        assertThat(begun.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void whenTheProcessEndsNoDutyBeginsAgain() throws Exception {
        BlockingQueue<Thread> begun = new LinkedBlockingQueue<>();
        duties.start("verify", () -> {
            begun.add(Thread.currentThread());
            new CountDownLatch(1).await();
        });
        Thread thread = begun.take();
        duties.close();
        thread.join(Duration.ofSeconds(10).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(begun).isEmpty();
        assertThat(logged).isEmpty();
    }

    @Test
    void aRoundThatAnExecutorRepeatsNeverThrowsAndSaysTheSameFailureOnce() {
        AtomicInteger rounds = new AtomicInteger();
        Runnable round = duties.repeated("probe_kafka", () -> {
            if (rounds.incrementAndGet() < 3) {
                throw new AssertionError("no answer");
            }
        });
        round.run();
        round.run();
        assertThat(logged).containsExactly("probe_kafka no answer");
        assertThat(duties.problem()).isPresent();

        round.run();
        assertThat(duties.problem()).isPresent();
        now.set(BEGIN.plus(DutyRecord.STEADY));
        round.run();
        assertThat(duties.problem()).isEmpty();
        assertThat(duties.statuses().get(0).failures()).isEqualTo(2);
    }
}
