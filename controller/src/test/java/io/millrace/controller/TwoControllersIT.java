package io.millrace.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.testkit.PostgresExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which of two controllers acts. Neither Kafka nor Connect is there, so nothing is done with the lease. */
@Timeout(90)
final class TwoControllersIT {
    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @TempDir
    private Path folder;

    @Test
    void theSecondStandsByAndActsWhenTheFirstHasEnded() throws Exception {
        try (Controller first = controller("one");
                Controller second = controller("one")) {
            first.start();
            await(first, ControllerStatus.ACTIVE, TAKEOVER);
            second.start();
            await(second, ControllerStatus.STANDBY, TAKEOVER);
            assertThat(second.status().ready()).isTrue();
            assertThat(second.status().detail()).contains("another controller acts for the slot", "session ");
            assertThat(first.status().role()).isEqualTo(ControllerStatus.ACTIVE);

            first.close();
            await(second, ControllerStatus.ACTIVE, TAKEOVER);
        }
    }

    @Test
    void whoseSessionIsEndedStopsAndOneOfThemActsAgain() throws Exception {
        try (Controller first = controller("two");
                Controller second = controller("two")) {
            first.start();
            await(first, ControllerStatus.ACTIVE, TAKEOVER);
            second.start();
            await(second, ControllerStatus.STANDBY, TAKEOVER);

            POSTGRES.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
            await(second, ControllerStatus.ACTIVE, TAKEOVER);
            assertThat(first.status().role()).isNotEqualTo(ControllerStatus.ACTIVE);
            await(first, ControllerStatus.STANDBY, Duration.ofMinutes(1));
        }
    }

    @Test
    void controllersOfDifferentSlotsDoNotWaitForEachOther() throws Exception {
        try (Controller first = controller("three");
                Controller second = controller("four")) {
            first.start();
            second.start();
            await(first, ControllerStatus.ACTIVE, TAKEOVER);
            await(second, ControllerStatus.ACTIVE, TAKEOVER);
        }
    }

    private Controller controller(String name) throws Exception {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), """
                source: {url: '%s', name: '%s'}
                log: {bootstrapServers: '127.0.0.1:1', replicationFactor: 1}
                capture: {connectUrl: 'http://127.0.0.1:1'}
                """.formatted(POSTGRES.url(), name));
        Config config = ConfigReader.read(file, Map.of());
        return new Controller(
                config, new ConnectorSecret.InClear("a-password"), ConditionSignature.ofNobody(), line -> {});
    }

    private static void await(Controller controller, String role, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!controller.status().role().equals(role)) {
            assertThat(System.nanoTime())
                    .as(
                            "it is %s and not %s: %s",
                            controller.status().role(),
                            role,
                            controller.status().detail())
                    .isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
