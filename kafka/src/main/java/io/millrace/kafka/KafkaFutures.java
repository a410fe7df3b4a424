package io.millrace.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Waits for results of Kafka's admin client, and turns failures into readable messages. */
final class KafkaFutures {
    /** Longer than the admin client's own limit, so that its error, which says more, comes first. */
    private static final long LIMIT_SECONDS = 90;

    private KafkaFutures() {}

    /**
     * @param doing the request, to follow "could not": {@code create topic x}
     * @throws ExecutionException if Kafka refused, for callers that expect certain refusals
     */
    static <T> T await(KafkaFuture<T> answer, String doing) throws ExecutionException {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException("Interrupted: could not " + doing + ".", e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new LogException(unreachable(doing), e);
        }
    }

    static LogException failed(String doing, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof TimeoutException) {
            return new LogException(unreachable(doing), cause);
        }
        if (cause instanceof AuthorizationException) {
            return new LogException(
                    "Kafka denies the right to " + doing + ": grant it to the user of Millrace's connection.", cause);
        }
        return new LogException("Could not " + doing + ": " + cause.getMessage(), cause);
    }

    private static String unreachable(String doing) {
        return "Kafka does not answer, so could not " + doing + ": start it or correct log.bootstrapServers.";
    }
}
