package io.millrace.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Examines ClickHouse before its use, and changes nothing there: whether it answers, is new enough, has room, lets the user
 * do what the pipeline does, and has what a cluster needs where it is to be one of it.
 */
public final class WarehouseDoctor {
    /** ReplacingMergeTree with is_deleted, and JSON columns. */
    private static final int OLDEST_MAJOR = 24;

    private static final int OLDEST_MINOR = 10;
    private static final double LEAST_FREE = 0.1;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration STATEMENT = Duration.ofSeconds(10);
    private static final List<String> NEEDED = List.of(
            "CREATE DATABASE",
            "CREATE TABLE",
            "CREATE VIEW",
            "ALTER",
            "DROP TABLE",
            "DROP VIEW",
            "TRUNCATE",
            "OPTIMIZE",
            "INSERT",
            "SELECT");

    /** Read for alerts and before merges; a server may ask for a grant of each of its own tables. */
    private static final List<String> SYSTEM = List.of("disks", "parts", "merges", "mutations");

    private final ClickHouseConfig config;

    /** @param config its timeouts are not used: an answer takes some seconds at most */
    public WarehouseDoctor(ClickHouseConfig config) {
        this.config =
                requireNonNull(config, "config is null").withMaxConnections(1).withTimeouts(CONNECT, STATEMENT);
    }

    /**
     * All that was found, good and bad.
     *
     * @param database the views' database
     */
    public List<Finding> examine(String database) {
        List<Finding> findings = new ArrayList<>();
        try (ClickHouseClient client = new ClickHouseClient(config)) {
            findings.add(version(ask(client, "SELECT version()")));
            disk(client, findings);
            rights(client, database, findings);
            if (client.cluster().exists()) {
                cluster(client, findings);
            }
        } catch (WarehouseException e) {
            String text = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
            boolean silent = e.code() == ErrorCode.WAREHOUSE_UNAVAILABLE && !text.contains("warehouse.");
            findings.add(
                    Finding.of(Level.BLOCKER, "clickhouse", text + (silent ? ": start it, or fix warehouse.url" : "")));
        }
        return findings;
    }

    static Finding version(String version) {
        String[] parts = version.split("[.-]", 3);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)
                ? Finding.of(
                        Level.BLOCKER,
                        "clickhouse",
                        "ClickHouse " + version + " is too old: upgrade to " + OLDEST_MAJOR + "." + OLDEST_MINOR
                                + " or later")
                : Finding.of(Level.OK, "clickhouse", "ClickHouse " + version + " answers");
    }

    private static void disk(ClickHouseClient client, List<Finding> findings) {
        for (String line : ask(client, "SELECT name, free_space / greatest(total_space, 1) FROM system.disks")
                .lines()
                .toList()) {
            String[] disk = line.split("\t", 2);
            if (disk.length == 2 && Double.parseDouble(disk[1]) < LEAST_FREE) {
                findings.add(Finding.about(
                        disk[0], Level.WARNING, "clickhouse_disk", "less than a tenth of the disk is free"));
            }
        }
    }

    private static void rights(ClickHouseClient client, String database, List<Finding> findings) {
        List<String> grants = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        try {
            String user = ask(client, "SELECT currentUser()");
            for (String wanted : List.of(database, database + "_raw", "millrace")) {
                List<String> denied = new ArrayList<>();
                for (String right : NEEDED) {
                    if (!ask(client, "CHECK GRANT " + right + " ON `" + wanted + "`.*")
                            .equals("1")) {
                        denied.add(right);
                    }
                }
                if (!denied.isEmpty()) {
                    grants.add("GRANT " + String.join(", ", denied) + " ON `" + wanted + "`.* TO `" + user + "`;");
                }
            }
            for (String table : SYSTEM) {
                if (!ask(client, "CHECK GRANT SELECT ON `system`.`" + table + "`")
                        .equals("1")) {
                    hidden.add("GRANT SELECT ON `system`.`" + table + "` TO `" + user + "`;");
                }
            }
        } catch (WarehouseException e) {
            findings.add(Finding.of(
                    Level.NOTE, "clickhouse_rights", "this ClickHouse does not show rights: " + e.getMessage()));
            return;
        }
        if (!hidden.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "clickhouse_rights",
                    "the user may not read all of the server's own tables: alerts lack its figures, and tables are not merged after"
                            + " changes",
                    hidden.toArray(String[]::new)));
        }
        findings.add(
                grants.isEmpty()
                        ? Finding.of(Level.OK, "clickhouse_rights", "the user has all rights that the pipeline needs")
                        : Finding.of(
                                Level.BLOCKER,
                                "clickhouse_rights",
                                "the user lacks rights that the pipeline needs",
                                grants.toArray(String[]::new)));
    }

    /** What {@code Replicated…} engines and {@code ON CLUSTER} need of a server. */
    private static void cluster(ClickHouseClient client, List<Finding> findings) {
        String name = client.cluster().name();
        List<String> missing = new ArrayList<>();
        if (ask(client, "SELECT count() FROM system.clusters WHERE cluster = " + Identifiers.literal(name))
                .equals("0")) {
            missing.add("no cluster " + name + " in remote_servers");
        }
        if (!ask(client, "SELECT uniqExact(macro) FROM system.macros WHERE macro IN ('shard', 'replica')")
                .equals("2")) {
            missing.add("no macros {shard} and {replica}");
        }
        try {
            ask(client, "SELECT count() FROM system.zookeeper WHERE path = '/'");
        } catch (WarehouseException e) {
            missing.add("no Keeper (" + e.getMessage() + ")");
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.of(Level.OK, "clickhouse_cluster", "the server is one of the cluster " + name)
                        : Finding.of(
                                Level.BLOCKER,
                                "clickhouse_cluster",
                                "the server has " + String.join(", ", missing)
                                        + ": see docs/guides/warehouse-cluster.md"));
    }

    private static String ask(ClickHouseClient client, String sql) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        client.copy(sql, Map.of(), "TabSeparated", answer);
        return answer.toString(UTF_8).strip();
    }
}
