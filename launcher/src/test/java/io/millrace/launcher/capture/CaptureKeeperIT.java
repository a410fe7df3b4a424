package io.millrace.launcher.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.connect.ConnectClient;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CaptureKeeperIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    private final List<String> log = new ArrayList<>();

    @Test
    void changes_flow_when_it_is_done_and_again_after_the_connector_was_deleted(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE t (id int PRIMARY KEY)");
        Config config = config(folder);
        CaptureKeeper keeper = new CaptureKeeper(config, new CapturePassword.InClear("a-password"), log::add);

        awaitKept(keeper);
        POSTGRES.execute("INSERT INTO t SELECT generate_series(1, 100)");
        awaitEvents(keeper, config, 100);

        ConnectClient connect = new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(10));
        connect.delete("millrace-" + config.source().name());
        POSTGRES.execute("INSERT INTO t SELECT generate_series(101, 200)");
        awaitEvents(keeper, config, 200);
    }

    private static Config config(Path folder) throws Exception {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(file, """
                source: {url: '%s'}
                log: {bootstrapServers: '%s', replicationFactor: 1}
                capture: {connectUrl: '%s'}
                """.formatted(POSTGRES.url(), KAFKA.bootstrapServers(), CONNECT.url()));
        return ConfigReader.read(file, Map.of());
    }

    private static void awaitKept(CaptureKeeper keeper) throws InterruptedException {
        Optional<String> missing = keeper.keep();
        while (missing.isPresent()) {
            Thread.sleep(100);
            missing = keeper.keep();
        }
    }

    /** Upkeep goes on meanwhile. The class's time limit ends it where the events do not come. */
    private static void awaitEvents(CaptureKeeper keeper, Config config, long atLeast) throws InterruptedException {
        String topic = new ChangeStreamTopics(config.source().name()).changes();
        try (Admin admin = KafkaClients.admin(KAFKA.bootstrapServers())) {
            StreamOffsets offsets = new StreamOffsets(admin);
            long events = 0;
            while (events < atLeast) {
                keeper.keep();
                Thread.sleep(100);
                events = offsets.end(topic).values().stream()
                        .flatMapToLong(LongStream::of)
                        .sum();
            }
            assertThat(events).isGreaterThanOrEqualTo(atLeast);
        }
    }
}
