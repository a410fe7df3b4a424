package io.millrace.ops.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.config.Config;
import io.millrace.kafka.LogException;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.control.ControlRequests;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.ops.api.Problem;
import io.millrace.ops.control.AuditTable.Entry;
import io.millrace.ops.control.AuditTable.Known;
import io.millrace.ops.control.AuditTable.Outcome;
import io.millrace.ops.http.ApiFailure;
import io.millrace.wiring.KafkaWiring;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records requests and hands them to the controller. The id of a request with an idempotency key follows from the key,
 * so that the controller, which carries out an id once, sees the same request also when it comes by two ops processes.
 * Thread-safe.
 */
public final class RequestSender implements AutoCloseable {
    private final String source;
    private final AuditTable audit;
    private final Supplier<ControlRequests> opener;
    private final boolean signs;
    private final Clock clock;
    private @Nullable ControlRequests opened;

    /**
     * The sender of a process.
     *
     * @param client writes the audit; stays the caller's
     * @param signature of conditions
     */
    public static RequestSender of(Config config, ClickHouseClient client, ConditionSignature signature, Clock clock) {
        String source = config.source().name();
        return new RequestSender(
                source,
                new AuditTable(client, source),
                () -> ControlRequests.open(KafkaWiring.brokers(config), KafkaWiring.topics(config), signature),
                signature.canSign(),
                clock);
    }

    /**
     * @param source the source's name
     * @param opener of the control topic; called when something is sent
     * @param signs whether conditions can be signed
     */
    RequestSender(String source, AuditTable audit, Supplier<ControlRequests> opener, boolean signs, Clock clock) {
        this.source = requireNonNull(source, "source is null");
        this.audit = requireNonNull(audit, "audit is null");
        this.opener = requireNonNull(opener, "opener is null");
        this.signs = signs;
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * A request that is on its way.
     *
     * @param replayed whether it was asked for before, by the same key
     */
    record Sent(String id, boolean replayed) {}

    /**
     * Returns when the request is recorded and durable in the control topic.
     *
     * @param key of idempotency; empty for a request of its own
     * @throws ApiFailure if it makes no sense, or the key belongs to another request
     * @throws LogException if Kafka does not take it
     * @throws io.millrace.core.warehouse.WarehouseException if it cannot be recorded; then it is not sent
     */
    Sent send(
            ControlRequest.Kind kind,
            List<String> tables,
            ControlRequest.Options options,
            Asker asker,
            Optional<String> key) {
        if (!options.where().isEmpty() && !signs) {
            throw ApiFailure.of(
                    Problem.Code.CONDITIONS_NOT_ALLOWED,
                    "Ops cannot sign a condition: start ops and the controller with the same MILLRACE_CONDITIONS_KEY.");
        }
        String id = key.map(text -> idOf(kind, text))
                .orElseGet(() -> UUID.randomUUID().toString());
        ControlRequest request = request(id, kind, tables, options, asker.toString());
        String fingerprint = fingerprint(request, asker.note());
        Optional<Known> known = key.isPresent() ? audit.find(id) : Optional.empty();
        known.filter(before -> !before.fingerprint().equals(fingerprint)).ifPresent(before -> {
            throw ApiFailure.of(
                    Problem.Code.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was sent with another request before: take a new one for each request.");
        });
        boolean replayed = known.isPresent() && !known.get().refused();
        Entry entry = new Entry(
                id,
                kind.text(),
                tables,
                options.where(),
                asker.note(),
                asker.toString(),
                request.askedAt(),
                fingerprint);
        long number = known.map(Known::number).orElse(0L);
        if (!replayed) {
            audit.write(entry, Outcome.ASKED, "", ++number);
        }
        try {
            // Sent again where it is a replay: the process before may have died between the record and this.
            topic().send(request);
        } catch (LogException e) {
            if (!replayed) {
                audit.write(entry, Outcome.REFUSED, String.valueOf(e.getMessage()), number + 1);
            }
            throw e;
        }
        return new Sent(id, replayed);
    }

    private ControlRequest request(
            String id, ControlRequest.Kind kind, List<String> tables, ControlRequest.Options options, String askedBy) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            return ControlRequest.of(id, kind, tables, options, askedBy, now);
        } catch (IllegalArgumentException e) {
            String text = String.valueOf(e.getMessage());
            throw ApiFailure.badRequest(Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
        }
    }

    /** The same for the same key, whichever process is asked. Kinds have keys of their own. */
    private String idOf(ControlRequest.Kind kind, String key) {
        return UUID.nameUUIDFromBytes((source + "\n" + kind.text() + "\n" + key).getBytes(UTF_8))
                .toString();
    }

    /** Without who asks and when: that can differ from one attempt to the next. */
    private static String fingerprint(ControlRequest request, String note) {
        ControlRequest.Options options = request.options();
        String text = String.join(
                "\n",
                request.kind().text(),
                String.join("\u0000", request.tables()),
                options.where(),
                options.reason(),
                Integer.toString(options.rowsPerSecond()),
                Long.toString(options.loadTimeoutSeconds()),
                Integer.toString(options.partitions()),
                note);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private synchronized ControlRequests topic() {
        ControlRequests open = opened;
        if (open == null) {
            open = opener.get();
            opened = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
