package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.local.LocalPorts;
import io.millrace.local.UserCache;
import io.millrace.local.server.PostgresServer;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The source dies under load, and a standby that has a copy of the slot takes its place: nothing is loaded again. */
@Order(2)
final class FailoverIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ServerSocket held;

    FailoverIT() throws IOException {
        held = new ServerSocket();
    }

    @Test
    void captureGoesOnWhereItWasFromTheSlotOfTheStandby() throws Exception {
        var recoveries = new Recoveries();
        try (var stack = DrillStack.start("warehouse: {history: [public.hot]}\n");
                var load = new HotKeys(stack)) {
            load.awaitFlow();
            var cluster = stack.data().resolve("postgres").resolve("cluster");
            var copy = stack.data().resolveSibling("copy");
            stack.whileStopped("postgres", "INT", () -> DrillStack.copy(cluster, copy));
            stack.awaitSource();
            stack.execute(
                    "SELECT pg_create_physical_replication_slot('standby', true)",
                    "ALTER SYSTEM SET synchronized_standby_slots = 'standby'",
                    "SELECT pg_reload_conf()");
            var url = stack.millrace().url("postgres");
            try (TestServer<PostgresServer> standby =
                    TestServer.start("standby", folder -> standbyOf(url, copy, folder))) {
                var there = URI.create(standby.server().url());
                Awaitility.await("the standby has the slot")
                        .atMost(PATIENCE)
                        .until(() -> answer(
                                        there, "SELECT bool_and(synced AND NOT temporary) FROM pg_replication_slots")
                                .equals("t"));
                load.awaitFlow();
                verifyReadsTheStandby(stack, there);
                stack.whileStopped("postgres", "KILL", () -> hold(url.getPort()));
                Awaitility.await("the controller sees that the source is away")
                        .atMost(PATIENCE)
                        .until(() -> stack.detail("controller").contains("the source refuses"));
                assertThat(answer(there, "SELECT pg_promote()")).isEqualTo("t");
                standby.process().stop(Duration.ofSeconds(20));
                long launcher = stack.pid(DrillStack.LAUNCHER).orElseThrow();
                DrillStack.signal(launcher, "STOP", false);
                UserCache.deleteTree(cluster);
                DrillStack.copy(standby.folder().resolve("cluster"), cluster);
                held.close();
                DrillStack.signal(launcher, "CONT", false);
            }
            load.recover("postgres", "failover", recoveries);
            load.assertHistoryComplete();

            Awaitility.await("the controller says what it found")
                    .atMost(PATIENCE)
                    .until(() -> Files.readString(stack.data().resolve("logs").resolve("controller.log"), UTF_8)
                            .contains("and has everything that was captured"));
            assertThat(stack.warehouse().rows("SELECT count() FROM millrace.epochs"))
                    .hasToString("[[0]]");
        }
    }

    /** While rows change, and while the standby shows older ones than the warehouse. */
    private static void verifyReadsTheStandby(DrillStack stack, URI standby) throws Exception {
        setReplica(stack, stack.millrace().url("postgres").toString());
        var primary = stack.millrace().run("verify");
        assertThat(primary.exit()).isNotZero();
        assertThat(primary.err()).contains("is no standby").contains("verify.replica");
        setReplica(stack, standby.toString());
        assertThat(answer(standby, "SELECT pg_wal_replay_pause()")).isEmpty();
        var verify = CompletableFuture.supplyAsync(() -> verify(stack));
        assertThatThrownBy(() -> verify.get(8, TimeUnit.SECONDS))
                .as("it waits for the standby")
                .isInstanceOf(TimeoutException.class);
        assertThat(answer(standby, "SELECT pg_wal_replay_resume()")).isEmpty();
        var result = verify.get(2, TimeUnit.MINUTES);
        assertThat(Http.JSON.readTree(result.out()).path("equal").asBoolean())
                .as(result.out() + result.err())
                .isTrue();
        setReplica(stack, "");
    }

    /** In the configuration that the processes read; the launcher starts the controller again with it. */
    private static void setReplica(DrillStack stack, String url) throws IOException, InterruptedException {
        var file = stack.data().resolve("etc").resolve("millrace.yaml");
        var yaml = new YAMLMapper();
        var config = (ObjectNode) yaml.readTree(file.toFile());
        if (url.isEmpty()) {
            config.withObject("/verify").remove("replica");
        } else {
            config.withObject("/verify").put("replica", url);
        }
        yaml.writeValue(file.toFile(), config);
        stack.millrace().killAndAwaitReturn("controller");
    }

    private static Millrace.Result verify(DrillStack stack) {
        try {
            return stack.millrace().run("verify", "--json", "--table", "hot", "--table", "canary");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Postgres cannot start again, and does not answer. */
    private void hold(int port) throws IOException {
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        var answers = new Thread(
                () -> {
                    while (!held.isClosed()) {
                        try {
                            held.accept().close();
                        } catch (IOException e) {
                            // Closed: the standby takes its place.
                        }
                    }
                },
                "held-port");
        answers.setDaemon(true);
        answers.start();
    }

    private static PostgresServer standbyOf(URI primary, Path copy, Path folder) {
        try {
            var cluster = folder.resolve("cluster");
            DrillStack.copy(copy, cluster);
            // Its own slots: a copy of the primary's takes their place.
            UserCache.deleteTree(cluster.resolve("pg_replslot"));
            Files.createDirectory(cluster.resolve("pg_replslot"));
            Files.createFile(cluster.resolve("standby.signal"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        var login = primary.getUserInfo().split(":", 2);
        return new PostgresServer(
                folder,
                LocalPorts.free(),
                "app",
                login[1],
                Map.of(
                        "primary_conninfo",
                        "host=127.0.0.1 port=" + primary.getPort() + " dbname=app user=" + login[0] + " password="
                                + login[1],
                        "primary_slot_name",
                        "standby",
                        "hot_standby_feedback",
                        "on",
                        "sync_replication_slots",
                        "on"));
    }

    private static String answer(URI server, String sql) {
        try (var connection = Contents.connect(server);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (java.sql.SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
