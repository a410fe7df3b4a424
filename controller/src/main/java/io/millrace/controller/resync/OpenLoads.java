package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.event.TableId;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncBacklog;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.wiring.KafkaWiring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The open loads and their status. Not thread-safe. */
public final class OpenLoads implements AutoCloseable {
    private static final Set<String> OVER = Set.of("landed", "failed");
    /** Well below the longest statement that ClickHouse takes. */
    private static final int IDS_AT_ONCE = 2_000;

    private static final int NAMED = 5;

    private final Config config;
    private final WarehouseHttp warehouse;
    private @Nullable ResyncBacklog backlog;

    /** @param config complete, with a warehouse */
    public OpenLoads(Config config) {
        this.config = config;
        this.warehouse = new WarehouseHttp(config.warehouse());
    }

    /**
     * A load.
     *
     * @param offset the position of its request among all requests, from 0
     * @param table by its name at the time of the request
     * @param wholeTable whether all rows are read
     * @param stage as {@code millrace.loads} has it; empty if it does not have the load
     * @param detail what it waits for, or how far it is; else empty
     * @param place in the order in which loads are served, from 1; 0: it does not wait for its turn, or that is not
     *     known
     * @param secondsLeft about; 0 if that is not known
     */
    public record Load(
            long offset,
            TableId table,
            boolean wholeTable,
            String stage,
            String detail,
            int place,
            double secondsLeft) {}

    /**
     * In the order in which they are served, as far as it is known.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<Load> read() {
        List<ResyncBacklog.OpenRequest> requests = opened().read();
        if (requests.isEmpty()) {
            return List.of();
        }
        Map<String, Load> known = known(requests);
        List<Load> open = new ArrayList<>();
        for (ResyncBacklog.OpenRequest one : requests) {
            ResyncRequest request = one.request();
            Load load = known.getOrDefault(
                    request.id(), new Load(one.offset(), request.table(), request.wholeTable(), "", "", 0, 0));
            if (!OVER.contains(load.stage())) {
                open.add(load);
            }
        }
        open.sort(Comparator.comparingInt(Load::place));
        return open;
    }

    private Map<String, Load> known(List<ResyncBacklog.OpenRequest> requests) {
        Map<String, Load> known = new HashMap<>();
        for (int from = 0; from < requests.size(); from += IDS_AT_ONCE) {
            Map<String, ResyncBacklog.OpenRequest> some =
                    requests.subList(from, Math.min(requests.size(), from + IDS_AT_ONCE)).stream()
                            .collect(Collectors.toMap(one -> one.request().id(), one -> one, (one, same) -> one));
            String ids = some.keySet().stream().map(OpenLoads::quoted).collect(Collectors.joining(","));
            try {
                for (String line :
                        warehouse.lines("SELECT id, stage, detail, place, seconds_left FROM millrace.loads FINAL"
                                + " WHERE source = " + quoted(config.source().name()) + " AND id IN (" + ids + ")")) {
                    String[] cells = line.split("\t", -1);
                    ResyncBacklog.OpenRequest one = some.get(cells[0]);
                    if (one != null) {
                        known.put(
                                cells[0],
                                new Load(
                                        one.offset(),
                                        one.request().table(),
                                        one.request().wholeTable(),
                                        cells[1],
                                        cells[2],
                                        Integer.parseInt(cells[3]),
                                        Double.parseDouble(cells[4])));
                    }
                }
            } catch (IOException | ControllerException e) {
                // It is away, or not prepared yet: the names are known.
                return known;
            }
        }
        return known;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** For display: the loads, their order and time left. */
    public static String text(List<Load> loads) {
        double left = loads.stream().mapToDouble(Load::secondsLeft).max().orElse(0);
        String named = loads.stream().limit(NAMED).map(OpenLoads::text).collect(Collectors.joining("; "));
        return (loads.size() == 1 ? "1 load is" : loads.size() + " loads are") + " left"
                + (left > 0 ? String.format(Locale.ROOT, ", about %.0f s yet", left) : "")
                + (named.isEmpty() ? "" : ": ")
                + named
                + (loads.size() > NAMED ? "; and " + (loads.size() - NAMED) + " more" : "");
    }

    private static String text(Load load) {
        String state = switch (load.stage()) {
            case "reading" -> "is being read";
            case "read" -> "is read, its rows are landing";
            default -> load.place() > 0 ? "waits, place " + load.place() : "waits";
        };
        return load.table()
                + (load.wholeTable() ? " " : " (some rows) ")
                + state
                + (load.detail().isEmpty() ? "" : ": " + load.detail());
    }

    private ResyncBacklog opened() {
        ResyncBacklog known = backlog;
        if (known == null) {
            known = ResyncBacklog.open(KafkaWiring.brokers(config), KafkaWiring.topics(config));
            backlog = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (backlog != null) {
            backlog.close();
        }
    }
}
