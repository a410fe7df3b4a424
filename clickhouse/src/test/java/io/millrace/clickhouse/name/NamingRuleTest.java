package io.millrace.clickhouse.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamingRuleTest {
    @ParameterizedTest
    @CsvSource({
        "public, shop",
        "billing, shop_billing",
        "INFORMATION_SCHEMA, shop_INFORMATION_SCHEMA",
        "raw, shop_raw_",
        "raw_, shop_raw__",
        "history, shop_history_",
        "x_raw, shop_x_raw_",
        "x_history, shop_x_history_",
        "x_raw_, shop_x_raw__",
        "x_raw_history, shop_x_raw_history_",
        "withdraw, shop_withdraw",
        "prehistory, shop_prehistory",
        "raw_data, shop_raw_data",
        "Raw, shop_Raw",
    })
    void aSchemaHasThisDatabase(String schema, String database) {
        assertThat(NamingRule.views("shop", schema)).isEqualTo(database);
    }

    @Test
    void noDatabaseIsOneOfClickhouseOrOfMillrace() {
        assertThat(NamingRule.views("information", "schema")).isEqualTo("information_schema_");
        assertThat(NamingRule.views("INFORMATION", "SCHEMA")).isEqualTo("INFORMATION_SCHEMA_");
    }

    @Test
    void noTwoSchemasShareADatabase() {
        Set<String> schemas = new HashSet<>(List.of("public", "x"));
        for (int round = 0; round < 4; round++) {
            for (String schema : List.copyOf(schemas)) {
                schemas.addAll(
                        List.of("raw", "history", schema + "_", schema + "_raw", schema + "_history", schema + "raw"));
            }
        }
        schemas.addAll(List.of("X", "é".repeat(31), "é".repeat(30) + "è", "é".repeat(31) + "_raw", "a.b", "a\"b"));
        Map<String, String> owners = new HashMap<>();
        for (String schema : schemas) {
            String views = NamingRule.views("shop", schema);
            for (String database : List.of(views, views + NamingRule.RAW, views + NamingRule.HISTORY)) {
                assertThat(owners.put(database, schema))
                        .as(database + " of " + schema)
                        .isNull();
            }
        }
    }

    @Test
    void tablesKeepTheirNamesWhereClickhouseCanHoldThem() {
        for (String table : List.of(
                "orders", "Orders", "x", "x_raw", "t.a", "a\"b", "orders_2024", "s".repeat(63), "é".repeat(31))) {
            TableNames names = TableNames.of("shop", new TableId("public", table));
            assertThat(names.name()).isEqualTo(table);
            assertThat(names.storageName()).isEqualTo(table);
        }
        assertThat(TableNames.of("shop", new TableId("s".repeat(63), "t".repeat(63)))
                        .name())
                .hasSize(63);
    }

    @Test
    void namesThatAreTooLongTogetherAreCutAndStayDifferent() {
        Set<String> names = new HashSet<>();
        for (String end : List.of("a", "b", "é", "😀")) {
            TableNames cut = TableNames.of("shop", new TableId("é".repeat(31), "é".repeat(29) + end));
            assertThat(names.add(cut.name())).isTrue();
            assertThat(cut.storageName()).isEqualTo(cut.name());
            assertThat(fileName(cut.viewDatabase() + "_history") + fileName(cut.name() + " (new key)"))
                    .isLessThanOrEqualTo(213);
            // The name of a place in storage means that place.
            assertThat(NamingRule.storage(cut.viewDatabase(), cut.storageName()))
                    .isEqualTo(cut.storageName());
        }
    }

    @Test
    void storageOfATableIsNeverCalledAsWhatMillraceKeepsBesideStorage() {
        for (String table : List.of("_millrace_source", "t (new key)", "t_until_1F")) {
            TableNames names = TableNames.of("shop", new TableId("public", table));
            assertThat(names.name()).isEqualTo(table);
            assertThat(names.storageName()).startsWith(table + "~").isNotEqualTo(table);
            assertThat(NamingRule.storage(names.viewDatabase(), names.storageName()))
                    .isEqualTo(names.storageName());
        }
    }

    private static int fileName(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length
                + 2
                        * (int) name.chars()
                                .filter(each -> !(each < 128 && (Character.isLetterOrDigit(each) || each == '_')))
                                .count()
                // Dead letters of two bytes count three times each byte.
                + (int) name.chars().filter(each -> each >= 128).count() * 2;
    }
}
