package io.millrace.local.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The place of one broker among several that form a cluster on this machine. Each is a broker and a KRaft controller.
 *
 * @param node its number, from 1
 * @param controllerPorts ports of the controllers of all nodes, in the order of their numbers; the same for every start
 * @param controllerPassword letters and digits; by which controllers and brokers of the cluster log in at each other's controller
 */
public record BrokerGroup(int node, List<Integer> controllerPorts, String controllerPassword) {
    private static final int MOST_REPLICAS = 3;

    public BrokerGroup {
        controllerPorts = List.copyOf(controllerPorts);
        if (node < 1 || node > controllerPorts.size()) {
            throw new IllegalArgumentException("node " + node + " of " + controllerPorts.size());
        }
    }

    /** How many copies of each partition a cluster of so many brokers keeps. */
    public static int replicas(int brokers) {
        return Math.min(MOST_REPLICAS, brokers);
    }

    /** How many copies must exist before a record is acknowledged: of three, one may be lost. */
    static int leastInSync(int brokers) {
        return Math.max(1, replicas(brokers) - 1);
    }

    int brokers() {
        return controllerPorts.size();
    }

    int controllerPort() {
        return controllerPorts.get(node - 1);
    }

    /** In the form of {@code controller.quorum.voters}. */
    String voters() {
        return IntStream.rangeClosed(1, brokers())
                .mapToObj(number -> number + "@127.0.0.1:" + controllerPorts.get(number - 1))
                .collect(Collectors.joining(","));
    }
}
