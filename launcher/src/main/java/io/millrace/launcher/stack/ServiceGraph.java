package io.millrace.launcher.stack;

import io.millrace.launcher.cluster.MemberName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Of a stack with a Spark cluster of its own, on which the pipeline runs. */
    public static final String SPARK_MASTER = "spark-master";

    public static final String SPARK_WORKER = "spark-worker";

    private static final Map<String, Set<String>> NEEDS = needs();

    /** Needed besides, where there is a Spark cluster. */
    private static final Map<String, Set<String>> SPARK_NEEDS = Map.of(
            SPARK_MASTER, Set.of(),
            SPARK_WORKER, Set.of(SPARK_MASTER),
            PIPELINE, Set.of(SPARK_WORKER));

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

    /**
     * The members of one stack, each of which needs all members of the services that its own service needs.
     *
     * @param names of the members, see {@link MemberName}; others are left out
     */
    record Members(Set<String> names) {
        Members {
            Set<String> known = new LinkedHashSet<>(names);
            known.removeIf(name -> !isService(MemberName.service(name)));
            names = Collections.unmodifiableSet(known);
        }

        private static boolean isService(String service) {
            return NEEDS.containsKey(service) || SPARK_NEEDS.containsKey(service);
        }

        /** Members that must be healthy before it starts. */
        Set<String> needs(String member) {
            String service = MemberName.service(member);
            Set<String> needs = new LinkedHashSet<>(NEEDS.getOrDefault(service, Set.of()));
            needs.addAll(SPARK_NEEDS.getOrDefault(service, Set.of()));
            return of(needs);
        }

        /** Members that must have ended before it is stopped. */
        Set<String> usedBy(String member) {
            String service = MemberName.service(member);
            Set<String> users = new LinkedHashSet<>();
            if (NEEDS.containsKey(service)) {
                users.addAll(ServiceGraph.usedBy(service));
            }
            SPARK_NEEDS.forEach((other, needs) -> {
                if (needs.contains(service)) {
                    users.add(other);
                }
            });
            if (service.equals(KAFKA) || service.equals(CLICKHOUSE)) {
                // Executors read and write until they have drained.
                users.add(SPARK_WORKER);
            }
            return of(users);
        }

        /** All of them, each after all that use it. */
        List<String> stopOrder() {
            Set<String> placed = new LinkedHashSet<>();
            List<String> left = new ArrayList<>(names);
            Collections.reverse(left);
            while (!left.isEmpty()) {
                List<String> next = left.stream()
                        .filter(name -> placed.containsAll(usedBy(name)))
                        .toList();
                if (next.isEmpty()) {
                    throw new IllegalStateException("the services have a cyclic dependency: " + left);
                }
                placed.addAll(next);
                left.removeAll(next);
            }
            return List.copyOf(placed);
        }

        private Set<String> of(Set<String> services) {
            return names.stream()
                    .filter(name -> services.contains(MemberName.service(name)))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
