package io.millrace.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClusterDdlTest {
    private final ClusterDdl ddl =
            new ClusterDdl(new Cluster("main", "auto"), (database, table) -> ClusterDdl.plain(table) + "-1");

    @Test
    void whatDefinesSomethingRunsOnTheCluster() {
        assertThat(ddl.of("CREATE DATABASE IF NOT EXISTS `shop_raw`"))
                .isEqualTo("CREATE DATABASE IF NOT EXISTS `shop_raw` ON CLUSTER `main`");
        assertThat(ddl.of("CREATE OR REPLACE VIEW `shop`.`o` AS SELECT `a` FROM `shop_raw`.`o~all`"))
                .isEqualTo("CREATE OR REPLACE VIEW `shop`.`o` ON CLUSTER `main` AS SELECT `a` FROM `shop_raw`.`o~all`");
        assertThat(ddl.of("CREATE MATERIALIZED VIEW IF NOT EXISTS `millrace`.`s` TO `millrace`.`t` AS SELECT 1"))
                .isEqualTo(
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS `millrace`.`s` ON CLUSTER `main` TO `millrace`.`t` AS SELECT 1");
        assertThat(ddl.of("ALTER TABLE `shop_raw`.`o` ADD COLUMN `b` String"))
                .isEqualTo("ALTER TABLE `shop_raw`.`o` ON CLUSTER `main` ADD COLUMN `b` String");
        assertThat(ddl.of("DROP TABLE IF EXISTS `shop_raw`.`o` SYNC"))
                .isEqualTo("DROP TABLE IF EXISTS `shop_raw`.`o` ON CLUSTER `main` SYNC");
        assertThat(ddl.of("EXCHANGE TABLES `a`.`b` AND `a`.`c`"))
                .isEqualTo("EXCHANGE TABLES `a`.`b` AND `a`.`c` ON CLUSTER `main`");
        assertThat(ddl.of("RENAME TABLE `a`.`b` TO `a`.`c`"))
                .isEqualTo("RENAME TABLE `a`.`b` TO `a`.`c` ON CLUSTER `main`");
    }

    @Test
    void storageHasReplicasByShard() {
        assertThat(ddl.of("""
                CREATE TABLE IF NOT EXISTS `shop_raw`.`o`
                (
                    `ENGINE = MergeTree(` Int64 COMMENT 'ENGINE = MergeTree(),\\' (',
                    `v` UInt128
                )
                ENGINE = ReplacingMergeTree(`_version`, `_deleted`) ORDER BY (`a`)""")).isEqualTo("""
                CREATE TABLE IF NOT EXISTS `shop_raw`.`o` ON CLUSTER `main`
                (
                    `ENGINE = MergeTree(` Int64 COMMENT 'ENGINE = MergeTree(),\\' (',
                    `v` UInt128
                )
                ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/main/{shard}/o-1', '{replica}', `_version`, `_deleted`) ORDER BY (`a`)""");
    }

    @Test
    void bookkeepingHasOneSetOfReplicas() {
        assertThat(
                        ddl.of(
                                "CREATE TABLE IF NOT EXISTS `millrace`.`logs` (`a` String) ENGINE = ReplacingMergeTree ORDER BY `a`"))
                .isEqualTo(
                        "CREATE TABLE IF NOT EXISTS `millrace`.`logs` ON CLUSTER `main` (`a` String) ENGINE ="
                                + " ReplicatedReplacingMergeTree('/clickhouse/tables/main/millrace/logs', '{shard}-{replica}') ORDER BY `a`");
        assertThat(ddl.of("ALTER TABLE `millrace`.`logs` ADD COLUMN IF NOT EXISTS `number` UInt64"))
                .isEqualTo("ALTER TABLE `millrace`.`logs` ADD COLUMN IF NOT EXISTS `number` UInt64");
        assertThat(ddl.of("DELETE FROM `millrace`.`dead_letters` WHERE 1"))
                .isEqualTo("DELETE FROM `millrace`.`dead_letters` WHERE 1");
    }

    @Test
    void otherEnginesAndStatementsStay() {
        assertThat(ddl.of("CREATE TABLE IF NOT EXISTS `millrace`.`latency_in` (`a` String) ENGINE = Null"))
                .isEqualTo(
                        "CREATE TABLE IF NOT EXISTS `millrace`.`latency_in` ON CLUSTER `main` (`a` String) ENGINE = Null");
        assertThat(ddl.of("INSERT INTO `a`.`b` SELECT 1")).isEqualTo("INSERT INTO `a`.`b` SELECT 1");
        assertThat(ddl.of("SYSTEM SYNC REPLICA `a`.`b`")).isEqualTo("SYSTEM SYNC REPLICA `a`.`b`");
    }

    @Test
    void namesKeepWhatIsEscaped() {
        assertThat(ddl.of("ALTER TABLE `a\\`b`.`c.d` DELETE WHERE 1"))
                .isEqualTo("ALTER TABLE `a\\`b`.`c.d` ON CLUSTER `main` DELETE WHERE 1");
        assertThat(Identifiers.unquote(Identifiers.quote("a`b\\c\nd"))).isEqualTo("a`b\\c\nd");
    }
}
