package io.millrace.ops.webhook;

import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A webhook endpoint. Neither its name nor its failures contain the address, which is a secret. */
final class WebhookEndpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Duration timeout;
    private final HttpClient http;
    private final Config.Webhook webhook;
    private final URI address;
    private final String name;

    /** @throws IllegalArgumentException if the address is no URI; the message does not hold it */
    WebhookEndpoint(HttpClient http, Config.Webhook webhook) {
        this(http, webhook, TIMEOUT);
    }

    /** @param timeout of an attempt, from the first byte sent to the last byte received */
    WebhookEndpoint(HttpClient http, Config.Webhook webhook, Duration timeout) {
        this.timeout = timeout;
        this.http = http;
        this.webhook = webhook;
        this.address = address(webhook.url());
        this.name = name(webhook);
    }

    /**
     * Format, host and a fingerprint of the address: stable across restarts, different for two addresses of one host.
     */
    static String name(Config.Webhook webhook) {
        return webhook.format().name().toLowerCase(Locale.ROOT) + " "
                + address(webhook.url()).getHost() + " " + fingerprint(webhook.url());
    }

    private static URI address(String url) {
        try {
            URI address = URI.create(url);
            if (address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Its message would repeat the address.
            throw unusable();
        }
        throw unusable();
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "An address of alerts.webhooks is no URL: check its host, and percent-encode special characters.");
    }

    /** The result of an attempt. */
    record Answer(boolean taken, boolean worthRetrying, String detail) {}

    String name() {
        return name;
    }

    boolean wants(String severity) {
        return AlertRule.Severity.valueOf(severity.toUpperCase(Locale.ROOT)).compareTo(webhook.minimumSeverity()) >= 0;
    }

    Answer post(Message message) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "millrace")
                .header("Idempotency-Key", fingerprint(message.id()))
                .POST(BodyPublishers.ofString(MessageText.of(message, webhook.format())))
                .build();
        AnsweredStatus status = new AnsweredStatus();
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request, status);
        try {
            exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (status.get() == 0) {
                return isSilence(e) ? silence() : unreachable(e);
            }
        } catch (TimeoutException e) {
            if (status.get() == 0) {
                return silence();
            }
        } finally {
            // Closes the connection if the request is still running.
            exchange.cancel(true);
        }
        return answer(status.get());
    }

    /** The client's own timeout, which is as long. */
    private static boolean isSilence(ExecutionException e) {
        return e.getCause() instanceof HttpTimeoutException && !(e.getCause() instanceof HttpConnectTimeoutException);
    }

    private Answer silence() {
        return new Answer(false, true, "did not answer within " + timeout.toMillis() + " ms");
    }

    /** Its message can hold the address. */
    private static Answer unreachable(ExecutionException e) {
        return new Answer(false, true, "could not be reached (" + kind(e) + ")");
    }

    private static String kind(ExecutionException e) {
        return (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
    }

    private static Answer answer(int status) {
        return status / 100 == 2
                ? new Answer(true, false, "")
                : new Answer(false, mayPass(status), "answered with HTTP status " + status);
    }

    /** Other statuses below 500 say that the request itself is wrong. */
    private static boolean mayPass(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
