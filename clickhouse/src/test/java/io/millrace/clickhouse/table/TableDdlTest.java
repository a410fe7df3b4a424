package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.Durability;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.ColumnOrigin;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableDdlTest {
    private static final WarehouseTable ORDERS = new WarehouseTable(
            new TableId("public", "orders"),
            List.of(
                    new WarehouseColumn("id", Simple.INT64),
                    new WarehouseColumn("total", new Decimal(12, 2)),
                    new WarehouseColumn("placed_at", new Nullable(new DateTime64(6, "UTC")))),
            List.of("id"));
    private static final TableNames NAMES = TableNames.of("shop", ORDERS.source());

    @Test
    void storageHasTheColumnsOfTheSourceAndThenMetadata() {
        assertThat(TableDdl.createStorage(NAMES, ORDERS, Durability.INSERT)).startsWith("""
                        CREATE TABLE IF NOT EXISTS `shop_raw`.`orders`
                        (
                            `id` Int64 COMMENT '{"n":0,"name":"id"}',
                            `total` Decimal(12, 2) COMMENT '{"n":0,"name":"total"}',
                            `placed_at` Nullable(DateTime64(6, 'UTC')) COMMENT '{"n":0,"name":"placed_at"}',
                            `_version` UInt128,
                            `_deleted` UInt8,
                            `_op` LowCardinality(String),
                            `_committed_at` DateTime64(6, 'UTC'),
                            `_captured_at` DateTime64(6, 'UTC'),
                            `_logged_at` DateTime64(3, 'UTC'),
                            `_landed_at` DateTime64(6, 'UTC') DEFAULT now64(6),
                            `_rescued` Map(LowCardinality(String), String)
                        )
                        ENGINE = ReplacingMergeTree(`_version`, `_deleted`) ORDER BY (`id`)
                        SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 67108864, old_parts_lifetime = 60""");
    }

    @Test
    void theViewShowsTheColumnsOfTheSourceOnly() {
        assertThat(TableDdl.replaceView(NAMES, ORDERS, new RowBounds(new BigInteger("18446744073709551617"), 0, null)))
                .startsWith("""
                        CREATE OR REPLACE VIEW `shop`.`orders` AS SELECT
                            `id`,
                            `total`,
                            `placed_at`
                        FROM `shop_raw`.`orders` FINAL
                        WHERE `_version` > toUInt128('18446744073709551617')""");
    }

    @Test
    void changesAreIdempotentAndQuoteHostileNames() {
        TableNames names = TableNames.of("shop", new TableId("it's", "o`rders"));
        WarehouseColumn column = new WarehouseColumn("a`\\", new Nullable(Simple.INT32));

        assertThat(TableDdl.alter(names, List.of(TableDdl.addColumn(column), TableDdl.modifyColumn(column))))
                .isEqualTo("ALTER TABLE `shop_it's_raw`.`o\\`rders` ADD COLUMN IF NOT EXISTS `a\\`\\\\` Nullable(Int32)"
                        + " COMMENT '{\"n\":0,\"name\":\"a`\\\\\\\\\"}', MODIFY COLUMN `a\\`\\\\` Nullable(Int32)");
    }

    @Test
    void anotherSchemaHasDatabasesOfItsOwn() {
        TableNames names = TableNames.of("shop", new TableId("billing", "invoices"));

        assertThat(names.view()).isEqualTo("`shop_billing`.`invoices`");
        assertThat(names.storage()).isEqualTo("`shop_billing_raw`.`invoices`");
    }

    @Test
    void storageIsNeverCalledAsAColumnIsInAView() {
        WarehouseColumn id =
                new WarehouseColumn("id", Simple.INT64, ColumnOrigin.named("id").numbered(1));
        WarehouseColumn s =
                new WarehouseColumn("note", Simple.JSON, ColumnOrigin.named("s").numbered(2));
        WarehouseTable table = new WarehouseTable(ORDERS.source(), List.of(id, s), List.of("id"));

        assertThat(TableDdl.replaceView(NAMES, table, RowBounds.NONE)).startsWith("""
                        CREATE OR REPLACE VIEW `shop`.`orders` AS SELECT
                            s_.`id` AS `id`,
                            s_.`note` AS `s`
                        FROM `shop_raw`.`orders` AS s_ FINAL
                        COMMENT""");
    }

    @Test
    void theViewShowsRenamedColumnsInTheOrderOfTheSourceWithoutTheRetired() {
        WarehouseColumn id =
                new WarehouseColumn("id", Simple.INT64, ColumnOrigin.named("b").numbered(1));
        WarehouseColumn swapped =
                new WarehouseColumn("b", Simple.INT64, ColumnOrigin.named("id").numbered(2));
        WarehouseColumn gone = new WarehouseColumn(
                "old", Simple.INT64, ColumnOrigin.named("old").numbered(3).retired(true));
        WarehouseTable table = new WarehouseTable(ORDERS.source(), List.of(swapped, gone, id), List.of("id"));

        assertThat(TableDdl.replaceView(NAMES, table, RowBounds.NONE)).startsWith("""
                        CREATE OR REPLACE VIEW `shop`.`orders` AS SELECT
                            s.`id` AS `b`,
                            s.`b` AS `id`
                        FROM `shop_raw`.`orders` AS s FINAL
                        COMMENT""");
    }
}
