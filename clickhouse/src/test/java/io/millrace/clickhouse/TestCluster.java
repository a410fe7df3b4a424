package io.millrace.clickhouse;

import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Cluster;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Tests of one server run as those of a cluster, too: where the system property {@code millrace.cluster} names one. */
public final class TestCluster {
    private static final String NAME = System.getProperty("millrace.cluster", "");
    private static final Map<String, ClusterFront> FRONTS = new ConcurrentHashMap<>();

    private TestCluster() {}

    /** Whether this is such a run. */
    public static boolean isOn() {
        return !NAME.isEmpty();
    }

    /** How to reach the embedded ClickHouse of a URL, as a server of a cluster where this is such a run. */
    public static ClickHouseConfig config(String url) {
        return isOn() ? config(url, FRONTS.computeIfAbsent(url, ClusterFront::of)) : ClickHouseConfig.of(url);
    }

    /** The same by fronts of one's own, the first one first. */
    static ClickHouseConfig config(String url, ClusterFront... fronts) {
        String hosts =
                Arrays.stream(fronts).map(front -> "127.0.0.1:" + front.port()).collect(Collectors.joining(","));
        return ClickHouseConfig.of(url.substring(0, url.lastIndexOf('@') + 1) + hosts)
                .in(new Cluster("it", "auto"));
    }
}
