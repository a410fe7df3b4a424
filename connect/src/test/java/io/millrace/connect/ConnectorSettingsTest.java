package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.TableId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectorSettingsTest {
    private static ConnectorSettings settings(List<String> tables, List<String> exclude) {
        return new ConnectorSettings(
                "shop",
                Map.of("database.hostname", "db", "database.port", "5432"),
                "${file:/etc/secret:password}",
                "millrace_shop",
                "millrace_shop_publication",
                tables,
                exclude,
                "millrace.shop.changes",
                4);
    }

    @Test
    void namesTheSourceItsSlotAndItsPublication() {
        assertThat(settings(List.of(), List.of()).connectorName()).isEqualTo("millrace-shop");
        assertThat(settings(List.of(), List.of()).toMap())
                .containsEntry("topic.prefix", "shop")
                .containsEntry("database.hostname", "db")
                .containsEntry("database.password", "${file:/etc/secret:password}")
                .containsEntry("slot.name", "millrace_shop")
                .containsEntry("publication.name", "millrace_shop_publication")
                .containsEntry("publication.autocreate.mode", "disabled")
                .containsEntry("slot.drop.on.stop", "false")
                .doesNotContainKeys("table.include.list", "table.exclude.list");
    }

    @Test
    void patternsBecomeRegularExpressions() {
        assertThat(settings(List.of("public.*", "Odd, Schema.a+b"), List.of("*.secret_*"))
                        .toMap())
                .containsEntry("table.include.list", "(?s-i:public\\..*),(?s-i:Odd\\,\\ Schema\\.a\\+b)")
                .containsEntry("table.exclude.list", "(?s-i:.*\\.secret_.*)");
        String elephant = "public.\ud83d\udc18";
        assertThat(elephant)
                .matches(settings(List.of(elephant), List.of()).toMap().get("table.include.list"));
    }

    @Test
    void tablesAreSelectedByCaseAndNoSchemaIsTakenForTheSystems() {
        TableSelection all =
                new TableSelection(settings(List.of(), List.of("x.t,_[a-z]+")).toMap());
        assertThat(all.test(new TableId("INFORMATION_SCHEMA", "tables"))).isTrue();
        assertThat(all.test(new TableId("x", "pg_temp_1"))).isTrue();
        assertThat(all.test(new TableId("x", "t,_[a-z]+"))).isFalse();
        assertThat(all.test(new TableId("x", "t"))).isTrue();
        TableSelection some =
                new TableSelection(settings(List.of("public.*", "Odd, Schema.a+b"), List.of("public.secret_*"))
                        .toMap());
        assertThat(some.test(new TableId("public", "orders"))).isTrue();
        assertThat(some.test(new TableId("Public", "orders"))).isFalse();
        assertThat(some.test(new TableId("public", "secret_1"))).isFalse();
        assertThat(some.test(new TableId("Odd, Schema", "a+b"))).isTrue();
        assertThat(some.test(new TableId("other", "orders"))).isFalse();
    }

    @Test
    void changesGoToTheChangeStreamAsTheyAre() {
        assertThat(settings(List.of(), List.of()).toMap())
                .containsEntry("millrace.topic", "millrace.shop.changes")
                .containsEntry("millrace.partitions", "4")
                .containsEntry("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter")
                .containsEntry("skipped.operations", "none")
                .containsEntry("snapshot.mode", "no_data")
                .containsEntry("errors.max.retries", "-1")
                .doesNotContainKeys("transforms", "converters", "millrace.epoch");
    }

    @Test
    void sessionsSetWhatTextsOfValuesDependOn() {
        assertThat(settings(List.of(), List.of()).toMap().get("driver.options"))
                .contains("-c extra_float_digits=1", "-c search_path=public", "-c statement_timeout=0");
        ConnectorSettings given = new ConnectorSettings(
                "s", Map.of("driver.options", "-c work_mem=1MB"), "", "", "", List.of(), List.of(), "t", 1);
        assertThat(given.toMap().get("driver.options")).startsWith("-c work_mem=1MB -c bytea_output=hex");
    }

    @Test
    void theEpochIsReadBackFromTheSettings() {
        assertThat(ConnectorSettings.epoch(settings(List.of(), List.of()).toMap()))
                .isZero();
        assertThat(ConnectorSettings.epoch(
                        settings(List.of(), List.of()).inEpoch(3).toMap()))
                .isEqualTo(3);
    }

    @Test
    void blocksStayInOrderAndAreAcknowledgedByAll() {
        assertThat(settings(List.of(), List.of()).toMap())
                .containsEntry("producer.override.acks", "all")
                .containsEntry("producer.override.enable.idempotence", "true")
                .containsEntry("producer.override.max.in.flight.requests.per.connection", "5");
    }

    @Test
    void theHeartbeatWritesAMessageThatIsCaptured() {
        Map<String, String> map = settings(List.of(), List.of()).toMap();

        assertThat(map.get("heartbeat.action.query"))
                .isEqualTo("SELECT pg_logical_emit_message(true, 'millrace.heartbeat', '')");
        assertThat("millrace.heartbeat").matches(map.get("message.prefix.include.list"));
    }

    @Test
    void refusesATopicWithoutPartitions() {
        assertThatThrownBy(() -> new ConnectorSettings("s", Map.of(), "", "", "", List.of(), List.of(), "t", 0))
                .hasMessageContaining("partitions is 0");
    }
}
