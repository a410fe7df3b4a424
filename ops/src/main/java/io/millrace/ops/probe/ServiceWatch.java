package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.ops.api.topology.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Repeats the check of one service and reports its result, also while a check hangs. */
final class ServiceWatch implements Runnable {
    /** A check that takes longer counts as no answer. */
    static final Duration PATIENCE = Duration.ofMillis(2_500);

    private final ServiceName service;
    private final Check check;
    private final SampleBuffer<ServiceSample> outbox;
    private final Clock clock;
    private volatile @Nullable Instant askedAt;
    private volatile @Nullable ServiceSample last;

    ServiceWatch(ServiceName service, Check check, SampleBuffer<ServiceSample> outbox, Clock clock) {
        this.service = service;
        this.check = check;
        this.outbox = outbox;
        this.clock = clock;
    }

    ServiceName service() {
        return service;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        ServiceSample before = last;
        if (before != null && before.state() == ServiceSample.State.UP && isRecent(before, now, check.rest())) {
            return;
        }
        long started = System.nanoTime();
        askedAt = now;
        ServiceVerdict verdict = look();
        askedAt = null;
        say(verdict, (System.nanoTime() - started) / 1e6);
    }

    /** Not where the clock was set back. */
    private static boolean isRecent(ServiceSample sample, Instant now, Duration rest) {
        Duration age = Duration.between(sample.at(), now);
        return !age.isNegative() && age.compareTo(rest) < 0;
    }

    /** Called from another thread than {@link #run()}. */
    void reportIfOverdue() {
        Instant asked = askedAt;
        if (asked != null && asked.plus(PATIENCE).isBefore(clock.instant())) {
            say(ServiceVerdict.down("does not answer"), (double) PATIENCE.toMillis());
        }
    }

    /** The last result; null before the first check. */
    @Nullable ServiceSample last() {
        return last;
    }

    private ServiceVerdict look() {
        try {
            return check.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ServiceVerdict.down("not looked at: ops stops");
        } catch (Exception e) {
            return ServiceVerdict.down(
                    e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage()));
        }
    }

    private void say(ServiceVerdict verdict, double millis) {
        ServiceSample sample =
                new ServiceSample(clock.instant(), service.text(), verdict.state(), verdict.detail(), millis);
        last = sample;
        outbox.offer(sample);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
