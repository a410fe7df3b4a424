package io.millrace.ops.warehouse;

import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Samples of the services. */
public final class ServiceQueries {
    /** Unchanged samples are written every 5 s: older ones are ignored. */
    static final Duration BELIEVED = Duration.ofSeconds(12);

    private static final String LATEST = """
            SELECT service, state, argMax(detail, at) AS latestDetail, argMax(response_ms, at) AS responseMs, max(at) AS lastAt, min(at) AS firstAt
            FROM millrace.service_samples
            WHERE source = {source:String} AND at > now64(3) - INTERVAL 1 HOUR
            GROUP BY service, state
            """;

    /**
     * Slightly less than the hour of the query, so that a first sample at its edge is not mistaken for the beginning.
     */
    private static final Duration LOOKED_BACK = Duration.ofMinutes(59);

    private final WarehouseReader warehouse;
    private final Clock clock;

    public ServiceQueries(WarehouseReader warehouse, Clock clock) {
        this.warehouse = warehouse;
        this.clock = clock;
    }

    record Seen(
            String service, String state, String latestDetail, double responseMs, Instant lastAt, Instant firstAt) {}

    /** Every service that was seen within the last hour, in the order that data flows. */
    public List<Service> services() {
        List<Seen> seen = warehouse.rows(Seen.class, LATEST);
        Instant now = clock.instant();
        return Stream.of(ServiceName.values())
                .flatMap(name -> service(name, seen, now).stream())
                .toList();
    }

    static Optional<Service> service(ServiceName name, List<Seen> all, Instant now) {
        List<Seen> byAge = all.stream()
                .filter(seen -> seen.service().equals(name.text()))
                .sorted(Comparator.comparing(Seen::lastAt).reversed())
                .toList();
        if (byAge.isEmpty()) {
            return Optional.empty();
        }
        Seen latest = byAge.get(0);
        Instant since = byAge.size() > 1 ? byAge.get(1).lastAt() : sinceFirst(latest, now);
        if (latest.lastAt().isBefore(now.minus(BELIEVED))) {
            String detail = "no sample since " + latest.lastAt() + "; it was " + latest.state();
            return Optional.of(new Service(name, State.UNKNOWN, detail, null, latest.lastAt(), latest.lastAt()));
        }
        return Optional.of(new Service(
                name, state(latest.state()), latest.latestDetail(), latest.responseMs(), latest.lastAt(), since));
    }

    /** When the only state of the last hour began; null if it is older than what was looked at. */
    private static @Nullable Instant sinceFirst(Seen only, Instant now) {
        return only.firstAt().isAfter(now.minus(LOOKED_BACK)) ? only.firstAt() : null;
    }

    private static State state(String stored) {
        return switch (stored) {
            case "up" -> State.UP;
            case "degraded" -> State.DEGRADED;
            case "down" -> State.DOWN;
            default -> State.UNKNOWN;
        };
    }
}
