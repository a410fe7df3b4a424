package io.millrace.clickhouse.client;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Map;

/**
 * The cluster of ClickHouse servers that {@code warehouse.cluster} names, as {@code remote_servers} of their configuration has it.
 * With one, tables are replicated, rows are spread over its shards, and statements that define something run on all its servers.
 *
 * @param name the cluster's name; empty: a single server, or ClickHouse Cloud, which replicates by itself
 * @param insertQuorum on how many replicas of its shard a row must be before an insert returns: {@code auto} for most of them, or
 *     a number, 1 for no more than the one that takes it
 */
public record Cluster(String name, String insertQuorum) implements Serializable {
    /** No cluster. */
    public static final Cluster NONE = new Cluster("", "auto");

    public Cluster {
        requireNonNull(name, "name is null");
        requireNonNull(insertQuorum, "insertQuorum is null");
    }

    /** Whether there is one. */
    public boolean exists() {
        return !name.isEmpty();
    }

    /** The engine of a table that shows the rows which a table has on all shards, and spreads those that are inserted. */
    public String distributed(String database, String table, String shardingKey) {
        return "Distributed(" + Identifiers.literal(name) + ", " + Identifiers.literal(database) + ", "
                + Identifiers.literal(table) + ", " + shardingKey + ")";
    }

    /**
     * What all replicas of all shards have of a table, for a FROM clause: each row as often as there are replicas that have it.
     * What most replicas took, one of them shows.
     */
    public String everyReplica(String database, String table) {
        return "clusterAllReplicas(" + Identifiers.literal(name) + ", " + Identifiers.literal(database) + ", "
                + Identifiers.literal(table) + ")";
    }

    /**
     * Settings of all statements.
     *
     * @param requestSeconds how long the client waits for one
     */
    Map<String, String> settings(long requestSeconds) {
        long patience = Math.max(1, requestSeconds - 5);
        return Map.ofEntries(
                Map.entry("insert_quorum", insertQuorum),
                Map.entry("insert_quorum_timeout", String.valueOf(patience * 1000)),
                // One after the other, as with 0, two writers of a table would get in each other's way.
                Map.entry("insert_quorum_parallel", "1"),
                // Rows are on their shard when an insert returns, not in a queue of the server that took it.
                Map.entry("distributed_foreground_insert", "1"),
                // From shard to shard a copy would pass the sharding key by.
                Map.entry("parallel_distributed_insert_select", "0"),
                // The replica that took a row is the one that is asked for it.
                Map.entry("load_balancing", "in_order"),
                // A server that is down carries a definition out when it is back; the others do not wait for it longer.
                Map.entry("distributed_ddl_task_timeout", String.valueOf(Math.min(patience, 15))),
                Map.entry("distributed_ddl_output_mode", "null_status_on_timeout"));
    }
}
