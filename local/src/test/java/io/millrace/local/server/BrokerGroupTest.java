package io.millrace.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Installation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerGroupTest {
    private static final Installation NONE = new Installation(Path.of("none"));
    private static final Path FOLDER = Path.of("folder");

    @Test
    void aMemberKnowsTheOthersAndKeepsThreeCopies() {
        KafkaBroker second =
                KafkaBroker.member(NONE, FOLDER, 9093, "abc", new BrokerGroup(2, List.of(9095, 9096, 9097), "def"));

        assertThat(second.name()).isEqualTo("kafka-2");
        assertThat(second.settings())
                .containsEntry("node.id", "2")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:9095,2@127.0.0.1:9096,3@127.0.0.1:9097")
                .containsEntry("listeners", "BROKER://127.0.0.1:9093,CONTROLLER://127.0.0.1:9096")
                .containsEntry("default.replication.factor", "3")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("unclean.leader.election.enable", "false")
                .hasEntrySatisfying(
                        "listener.name.controller.plain.sasl.jaas.config",
                        login -> assertThat(login).contains("password=\"def\""));
    }

    @Test
    void twoBrokersKeepTwoCopiesAndCanLoseOne() {
        assertThat(KafkaBroker.member(NONE, FOLDER, 9093, "abc", new BrokerGroup(1, List.of(1, 2), "def"))
                        .settings())
                .containsEntry("default.replication.factor", "2")
                .containsEntry("min.insync.replicas", "1");
    }

    @Test
    void aBrokerAloneHasTheSettingsThatItHad() {
        Map<String, String> settings = new KafkaBroker(NONE, FOLDER, 9092, "abc").settings();

        assertThat(settings)
                .containsEntry("node.id", "1")
                .containsEntry("offsets.topic.replication.factor", "1")
                .containsEntry("transaction.state.log.min.isr", "1")
                .doesNotContainKeys("min.insync.replicas", "default.replication.factor", "controlled.shutdown.enable");
    }

    @Test
    void workersOfAGroupShareItAndItsTopics() {
        ConnectWorker second =
                new ConnectWorker("connect-2", NONE, FOLDER, 8085, "127.0.0.1:9092", 3, "", Map.of(), Map.of());
        ConnectWorker alone = new ConnectWorker(NONE, FOLDER, 8083, "127.0.0.1:9092");

        assertThat(second.name()).isEqualTo("connect-2");
        assertThat(alone.name()).isEqualTo("connect");
        for (String topic : List.of("config", "offset", "status")) {
            String factor = topic + ".storage.replication.factor";
            assertThat(second.settings()).containsEntry(factor, "3");
            assertThat(alone.settings()).containsEntry(factor, "1");
            String name = topic + ".storage.topic";
            assertThat(second.settings())
                    .containsEntry(name, String.valueOf(alone.settings().get(name)));
        }
        assertThat(second.settings())
                .containsEntry("group.id", String.valueOf(alone.settings().get("group.id")));
    }
}
