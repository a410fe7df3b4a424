package io.millrace.ops.webhook;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Captures a response's status as soon as it is available, and reads only the first bytes of the body. */
final class AnsweredStatus implements BodyHandler<Void> {
    /** Shorter bodies are read completely, so that the connection can be reused. */
    private static final long MOST_BYTES = 64 * 1024L;

    private volatile int status;

    /** The HTTP status; 0 if there was no answer. */
    int get() {
        return status;
    }

    @Override
    public BodySubscriber<Void> apply(HttpResponse.ResponseInfo answer) {
        status = answer.statusCode();
        return new FirstBytes();
    }

    private static final class FirstBytes implements BodySubscriber<Void> {
        private final BodySubscriber<Void> rest = BodySubscribers.discarding();
        private Flow.@org.jspecify.annotations.Nullable Subscription subscription;
        private long bytes;

        @Override
        public CompletionStage<Void> getBody() {
            return rest.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            rest.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            for (ByteBuffer buffer : part) {
                bytes += buffer.remaining();
            }
            if (bytes > MOST_BYTES && subscription != null) {
                subscription.cancel();
                rest.onComplete();
            } else {
                rest.onNext(part);
            }
        }

        @Override
        public void onError(Throwable failure) {
            rest.onError(failure);
        }

        @Override
        public void onComplete() {
            rest.onComplete();
        }
    }
}
