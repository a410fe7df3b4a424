package io.millrace.controller.request;

import io.millrace.clickhouse.bookkeeping.ControlRequestTable.Known;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.config.Config;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.lease.Lease;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.Signals;
import io.millrace.wiring.KafkaWiring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A resync that was asked for: its tables become loads, which the resync loop carries out like all others, and it is over when the
 * warehouse says that these are.
 */
final class RequestedResync {
    private static final long BETWEEN_LOOKS_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LONGEST_PREFIX = 55;
    private static final String LANDED = "landed";
    private static final String FAILED = "failed";
    private static final int NAMED = 5;

    private final Config config;
    private final OpenRequest open;
    private final ConditionSignature signature;
    private final Lease lease;
    private final RequestStatus status;
    private final Optional<Known> earlier;
    private long lookedAt;
    private boolean begun;

    /**
     * @param signature by which the condition, if there is one, was looked at
     * @param earlier how the request stood when an earlier process had it; empty for a new one
     */
    RequestedResync(
            Config config,
            OpenRequest open,
            ConditionSignature signature,
            Lease lease,
            RequestStatus status,
            Optional<Known> earlier) {
        this.config = config;
        this.open = open;
        this.signature = signature;
        this.lease = lease;
        this.status = status;
        this.earlier = earlier;
    }

    OpenRequest request() {
        return open;
    }

    /**
     * Asks for the loads; what an earlier process has asked for is not asked for again. May be done again after a
     * failure.
     *
     * @throws RetryableException if source, Kafka or warehouse do not answer
     */
    void begin() throws InterruptedException {
        Set<String> asked = earlier.isEmpty() ? Set.of() : asked();
        Optional<Known> complete =
                earlier.filter(known -> !known.loads().isEmpty() && asked.containsAll(known.loads()));
        if (complete.isPresent()) {
            running(complete.get().tables(), complete.get().loads());
            return;
        }
        ControlRequest request = open.request();
        NamedTables named =
                RetryableException.wrap(() -> NamedTables.of(request.tables(), NamedTables.captured(config)));
        if (!named.unknown().isEmpty()) {
            open.failed(named.refusal());
            return;
        }
        if (named.tables().isEmpty()) {
            open.done("no table is captured");
            return;
        }
        List<ResyncRequest> loads = named.tables().stream().map(this::load).toList();
        ask(loads.stream().filter(load -> !asked.contains(load.id())).toList());
        running(
                named.tables().stream().map(TableId::toString).toList(),
                loads.stream().map(ResyncRequest::id).toList());
        if (!status.hasWarehouse()) {
            open.done("the loads are asked for; without a warehouse nothing tells when they have landed");
        }
    }

    private Set<String> asked() {
        try {
            return status.loads(open.id()).keySet();
        } catch (WarehouseException e) {
            throw RetryableException.of(e);
        }
    }

    private void running(List<String> tables, List<String> loads) {
        begun = true;
        open.running(tables, loads, "");
    }

    private void ask(List<ResyncRequest> loads) throws InterruptedException {
        lease.confirm();
        RetryableException.wrap(() -> {
            try (Signals signals = Signals.open(KafkaWiring.brokers(config), KafkaWiring.topics(config))) {
                signals.request(loads);
            }
            return true;
        });
    }

    private ResyncRequest load(TableId table) {
        ControlRequest request = open.request();
        String id = request.tables().size() == 1 ? request.id() : loadId(request.id(), table);
        String who = request.askedBy().isBlank() ? "" : " by " + request.askedBy();
        String reason = "asked for" + who
                + (request.options().reason().isBlank()
                        ? ""
                        : ": " + request.options().reason());
        String where = request.options().where();
        ResyncRequest load = where.isEmpty()
                ? ResyncRequest.ofTable(id, table, 0, reason)
                : ResyncRequest.ofCondition(
                        id, table, where, reason, config.source().name(), signature);
        return load.of(request.id());
    }

    /** The same each time it is asked for. */
    static String loadId(String request, TableId table) {
        CRC32 sum = new CRC32();
        sum.update(table.toString().getBytes(StandardCharsets.UTF_8));
        return request.substring(0, Math.min(LONGEST_PREFIX, request.length())) + "-"
                + HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** Looks whether the loads are over. */
    void look() {
        long now = System.nanoTime();
        if (lookedAt != 0 && now - lookedAt < BETWEEN_LOOKS_NANOS) {
            return;
        }
        lookedAt = now;
        Map<String, LoadTable.Stage> loads;
        try {
            loads = status.loads(open.id());
        } catch (WarehouseException e) {
            // Nothing lands meanwhile, either.
            return;
        }
        List<String> ids = open.loads();
        List<String> failures = new ArrayList<>();
        List<String> current = new ArrayList<>();
        int landed = 0;
        for (String id : ids) {
            Optional<LoadTable.Stage> load = Optional.ofNullable(loads.get(id));
            String stage = load.map(LoadTable.Stage::stage).orElse("");
            if (stage.equals(LANDED)) {
                landed++;
            } else if (stage.equals(FAILED)) {
                failures.add(
                        load.map(one -> one.sourceTable() + ": " + one.detail()).orElse(""));
            } else if (!stage.isEmpty() && !stage.equals("waiting")) {
                current.add(load.map(one ->
                                one.sourceTable() + " " + stage + (one.detail().isEmpty() ? "" : " " + one.detail()))
                        .orElse(""));
            }
        }
        String text = landed + " of " + ids.size() + " tables are loaded";
        if (landed + failures.size() < ids.size()) {
            open.progress(text + (current.isEmpty() ? "" : "; " + String.join("; ", first(current))));
        } else if (failures.isEmpty()) {
            open.done(text);
        } else {
            open.progress(text);
            open.failed(failures.size() + " of " + ids.size() + " loads have failed: "
                    + String.join("; ", first(failures))
                    + (failures.size() > NAMED ? "; and others" : ""));
        }
    }

    private static List<String> first(List<String> texts) {
        return texts.subList(0, Math.min(NAMED, texts.size()));
    }

    boolean hasBegun() {
        return begun;
    }
}
