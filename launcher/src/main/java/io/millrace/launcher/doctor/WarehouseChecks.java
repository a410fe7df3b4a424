package io.millrace.launcher.doctor;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.error.CertificateRefusal;
import io.millrace.local.Http;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Whether ClickHouse answers, is new enough, has room, and lets the given user do what the pipeline does. */
final class WarehouseChecks {
    /** ReplacingMergeTree with is_deleted, and JSON columns. */
    private static final int OLDEST_MAJOR = 24;

    private static final int OLDEST_MINOR = 10;
    private static final double LEAST_FREE = 0.1;
    private static final List<String> NEEDED = List.of(
            "CREATE DATABASE",
            "CREATE TABLE",
            "CREATE VIEW",
            "ALTER",
            "DROP TABLE",
            "DROP VIEW",
            "TRUNCATE",
            "INSERT",
            "SELECT");

    private final String url;
    private final SSLContext trust;
    private final String cluster;

    /**
     * @param trust whose certificates will do, where the address is one by https
     * @param cluster {@code warehouse.cluster}; empty: none
     */
    WarehouseChecks(String url, SSLContext trust, String cluster) {
        this.url = url;
        this.trust = trust;
        this.cluster = cluster;
    }

    /** @param database the views' database */
    List<Finding> examine(String database) {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.add(version(ask("SELECT version()")));
            disk(findings);
            rights(database, findings);
            if (!cluster.isEmpty()) {
                cluster(findings);
            }
        } catch (Refused e) {
            findings.add(Finding.of(Level.BLOCKER, "clickhouse", "ClickHouse refuses: " + e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.of(
                    Level.BLOCKER,
                    "clickhouse",
                    CertificateRefusal.of(e, "warehouse.url", "warehouse.caFile")
                            .map(text -> "ClickHouse " + text)
                            .orElseGet(() -> "ClickHouse does not answer ("
                                    + e.getClass().getSimpleName() + "): start it, or mend warehouse.url")));
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

    private void disk(List<Finding> findings) throws IOException {
        for (String line : ask("SELECT name, free_space / greatest(total_space, 1) FROM system.disks FORMAT TSV")
                .lines()
                .toList()) {
            String[] disk = line.split("\t", 2);
            if (disk.length == 2 && Double.parseDouble(disk[1]) < LEAST_FREE) {
                findings.add(Finding.about(
                        disk[0], Level.WARNING, "clickhouse_disk", "less than a tenth of the disk is free"));
            }
        }
    }

    /** What {@code Replicated…} engines and {@code ON CLUSTER} need of a server. */
    private void cluster(List<Finding> findings) throws IOException {
        String name = "'" + cluster + "'";
        List<String> missing = new ArrayList<>();
        if (ask("SELECT count() FROM system.clusters WHERE cluster = " + name).equals("0")) {
            missing.add("no cluster " + cluster + " in remote_servers");
        }
        if (!ask("SELECT uniqExact(macro) FROM system.macros WHERE macro IN ('shard', 'replica')")
                .equals("2")) {
            missing.add("no macros {shard} and {replica}");
        }
        try {
            ask("SELECT count() FROM system.zookeeper WHERE path = '/'");
        } catch (Refused e) {
            missing.add("no Keeper (" + e.getMessage() + ")");
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.of(Level.OK, "clickhouse_cluster", "the server is one of the cluster " + cluster)
                        : Finding.of(
                                Level.BLOCKER,
                                "clickhouse_cluster",
                                "the server has " + String.join(", ", missing)
                                        + ": see docs/guides/warehouse-cluster.md"));
    }

    private void rights(String database, List<Finding> findings) throws IOException {
        List<String> databases = List.of(database, database + "_raw", "millrace");
        List<String> grants = new ArrayList<>();
        try {
            String user = ask("SELECT currentUser()");
            for (String wanted : databases) {
                List<String> denied = new ArrayList<>();
                for (String right : NEEDED) {
                    if (!ask("CHECK GRANT " + right + " ON `" + wanted + "`.*").equals("1")) {
                        denied.add(right);
                    }
                }
                if (!denied.isEmpty()) {
                    grants.add("GRANT " + String.join(", ", denied) + " ON `" + wanted + "`.* TO `" + user + "`;");
                }
            }
        } catch (Refused e) {
            findings.add(Finding.of(
                    Level.NOTE, "clickhouse_rights", "this ClickHouse does not tell rights: " + e.getMessage()));
            return;
        }
        findings.add(
                grants.isEmpty()
                        ? Finding.of(Level.OK, "clickhouse_rights", "the user may do all that the pipeline does")
                        : Finding.of(
                                Level.BLOCKER,
                                "clickhouse_rights",
                                "the user may not do all that the pipeline does",
                                grants.toArray(String[]::new)));
    }

    /** The server has answered, with an error. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private String ask(String sql) throws IOException {
        String base = url.replaceFirst("/+$", "");
        // A URI first: an address that is none must not show its password in the message.
        URI.create(base);
        Http.Answer answer = Http.get(base + "/?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8), trust);
        if (answer.status() != 200) {
            throw new Refused(answer.body().lines().findFirst().orElse("HTTP " + answer.status()));
        }
        return answer.body();
    }
}
