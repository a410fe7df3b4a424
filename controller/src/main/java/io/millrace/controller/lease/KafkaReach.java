package io.millrace.controller.lease;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    private @Nullable CompletableFuture<Admin> admin;
    private @Nullable KafkaFuture<String> asked;
    private long askedAt;

    public KafkaReach(Brokers brokers) {
        this.brokers = brokers;
    }

    /** How the last question has ended; asks the next one. */
    public Answer look() {
        CompletableFuture<Admin> connecting = admin;
        if (connecting == null) {
            // It takes a second to make one in a JVM that has none yet.
            admin = CompletableFuture.supplyAsync(() -> KafkaClients.admin(brokers));
            return Answer.UNKNOWN;
        }
        if (!connecting.isDone()) {
            return Answer.UNKNOWN;
        }
        if (connecting.isCompletedExceptionally()) {
            // No broker's name resolves.
            admin = null;
            return Answer.SILENT;
        }
        return look(connecting.join());
    }

    private Answer look(Admin open) {
        KafkaFuture<String> last = asked;
        if (last != null && !last.isDone() && System.nanoTime() - askedAt < ANSWER.toNanos()) {
            return Answer.UNKNOWN;
        }
        asked = open.describeCluster().clusterId();
        askedAt = System.nanoTime();
        if (last == null) {
            return Answer.UNKNOWN;
        }
        return last.isDone() && !last.isCompletedExceptionally() ? Answer.ANSWERS : Answer.SILENT;
    }

    @Override
    public void close() {
        if (admin != null) {
            var unused = admin.thenAccept(open -> open.close(Duration.ZERO));
            admin = null;
        }
    }
}
