package io.millrace.controller.lease;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka answers this controller. It connects when it is first asked, and never waits: an answer is that to the question
 * before. For use by one thread.
 */
public final class KafkaReach implements AutoCloseable {
    /** How long an answer may take. */
    private static final Duration ANSWER = Duration.ofMillis(1_500);

    /** What is known. */
    public enum Answer {
        /** It was not asked before, or there was no time for an answer. */
        UNKNOWN,
        ANSWERS,
        SILENT
    }

    private final Brokers brokers;
    private @Nullable Admin admin;
    private @Nullable KafkaFuture<String> asked;
    private long askedAt;

    public KafkaReach(Brokers brokers) {
        this.brokers = brokers;
    }

    /** How the last question has ended; asks the next one. */
    public Answer look() {
        KafkaFuture<String> last = asked;
        if (last == null) {
            ask();
            return Answer.UNKNOWN;
        }
        if (!last.isDone() && System.nanoTime() - askedAt < ANSWER.toNanos()) {
            return Answer.UNKNOWN;
        }
        boolean answered = last.isDone() && !last.isCompletedExceptionally();
        ask();
        return answered ? Answer.ANSWERS : Answer.SILENT;
    }

    private void ask() {
        try {
            Admin open = admin;
            if (open == null) {
                open = KafkaClients.admin(brokers);
                admin = open;
            }
            asked = open.describeCluster().clusterId();
        } catch (LogException e) {
            asked = KafkaFuture.completedFuture("").thenApply(none -> {
                throw e;
            });
        }
        askedAt = System.nanoTime();
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
