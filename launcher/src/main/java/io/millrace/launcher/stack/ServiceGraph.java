package io.millrace.launcher.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which services must be healthy before another one starts. Independent services start in parallel. A test compares
 * this with {@code deploy/compose}.
 */
public final class ServiceGraph {
    public static final String POSTGRES = "postgres";
    public static final String KAFKA = "kafka";
    public static final String CONNECT = "connect";
    public static final String CLICKHOUSE = "clickhouse";
    public static final String CONTROLLER = "controller";
    public static final String PIPELINE = "pipeline";
    public static final String OPS = "ops";
    public static final String SHOP = "shop";

    private static final Map<String, Set<String>> NEEDS = needs();

    private ServiceGraph() {}

    private static Map<String, Set<String>> needs() {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        needs.put(POSTGRES, Set.of());
        needs.put(KAFKA, Set.of());
        needs.put(CONNECT, Set.of(KAFKA));
        needs.put(CLICKHOUSE, Set.of());
        // It waits for Connect on its own, and loads its classes meanwhile.
        needs.put(CONTROLLER, Set.of(POSTGRES, KAFKA));
        needs.put(PIPELINE, Set.of(KAFKA, CLICKHOUSE));
        needs.put(OPS, Set.of(CLICKHOUSE));
        needs.put(SHOP, Set.of(POSTGRES));
        return needs;
    }

    /** All services, in the order in which {@code status} lists them. */
    public static List<String> services() {
        return List.copyOf(NEEDS.keySet());
    }

    /** What must be healthy before the service starts. */
    public static Set<String> needs(String service) {
        Set<String> needs = NEEDS.get(service);
        if (needs == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return needs;
    }

    /**
     * What must have ended before the service is stopped: all that need it, and those that use it without waiting for it at the
     * start: Connect reads from Postgres, and the controller asks Connect.
     */
    public static Set<String> usedBy(String service) {
        Set<String> users = new LinkedHashSet<>();
        NEEDS.forEach((other, needs) -> {
            if (needs.contains(service)) {
                users.add(other);
            }
        });
        if (service.equals(POSTGRES)) {
            users.add(CONNECT);
        } else if (service.equals(CONNECT)) {
            users.add(CONTROLLER);
        }
        return users;
    }

    /** All services in topological order. */
    public static List<String> order() {
        Set<String> placed = new LinkedHashSet<>();
        List<String> left = new ArrayList<>(NEEDS.keySet());
        while (!left.isEmpty()) {
            List<String> next = left.stream()
                    .filter(name -> placed.containsAll(needs(name)))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("the services have a cyclic dependency: " + left);
            }
            placed.addAll(next);
            left.removeAll(next);
        }
        return List.copyOf(placed);
    }
}
