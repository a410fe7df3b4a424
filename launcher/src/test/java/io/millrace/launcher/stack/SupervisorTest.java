package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.local.process.Command;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which are shells that say when they are ready. */
@Timeout(60)
class SupervisorTest {
    private static final String READY = "touch ready; exec sleep 600";

    @TempDir
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private DataFolder data = new DataFolder(Path.of("."));
    private Optional<Supervisor> running = Optional.empty();

    @BeforeEach
    void makeFolder() {
        data = new DataFolder(folder);
        data.create();
    }

    @AfterEach
    void stop() {
        running.ifPresent(Supervisor::stop);
    }

    @Test
    void eachStartsAfterWhatItNeedsAndStopsBeforeIt() throws Exception {
        Supervisor supervisor = supervisor(live(), shell("clickhouse", READY), shell("ops", READY));

        supervisor.start();
        assertThat(events).containsSubsequence("clickhouse healthy", "ops starting", "ops healthy");
        supervisor.stop();

        assertThat(events).containsSubsequence("ops stopped", "clickhouse stopping", "clickhouse stopped");
    }

    @Test
    void whatAKilledLauncherLeftGoesOn() throws Exception {
        LiveStatus first = live("clickhouse");
        supervisor(first, shell("clickhouse", READY)).start();
        ProcessIdentity left = first.service("clickhouse").process().orElseThrow();

        LiveStatus second = live("clickhouse");
        Supervisor supervisor = supervisor(second, shell("clickhouse", READY));
        supervisor.start();
        assertThat(second.service("clickhouse").process()).contains(left);
        supervisor.stop();

        assertThat(left.isAlive()).isFalse();
    }

    @Test
    void oneThatDiesAtItsStartIsReportedWithItsLastLinesAndNothingStays() throws Exception {
        LiveStatus live = live("clickhouse", "ops");
        Supervisor supervisor =
                supervisor(live, shell("clickhouse", READY), shell("ops", "echo no room for ops; exit 3"));

        assertThatThrownBy(supervisor::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage("ops ended with status 3 while it started")
                .satisfies(failure -> assertThat(((StartFailure) failure).log()).containsExactly("no room for ops"));
        ProcessIdentity clickhouse = live.service("clickhouse").process().orElseThrow();
        supervisor.stop();

        assertThat(clickhouse.isAlive()).isFalse();
    }

    @Test
    void oneThatIsKilledComesBackWithAnotherPid() throws Exception {
        LiveStatus live = live("shop");
        CountDownLatch restarted = new CountDownLatch(1);
        Supervisor supervisor = supervisor(live, shell("shop", READY));
        supervisor.start();
        long pid = live.service("shop").process().orElseThrow().pid();
        live.listen((service, all) -> {
            if (service.state() == ServiceState.HEALTHY && service.restarts() == 1) {
                restarted.countDown();
            }
        });

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        assertThat(restarted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(live.service("shop").process().orElseThrow().pid()).isNotEqualTo(pid);
        assertThat(events).anyMatch(event -> event.startsWith("shop restarting was killed by signal 9"));
    }

    @Test
    void oneThatLivesAndGivesNoAnswerIsStoppedAndComesBack() throws Exception {
        LiveStatus live = live("shop");
        CountDownLatch restarted = new CountDownLatch(1);
        Supervisor supervisor = supervisor(live, shell("shop", READY));
        supervisor.start();
        ProcessIdentity hung = live.service("shop").process().orElseThrow();
        live.listen((service, all) -> {
            if (service.state() == ServiceState.HEALTHY && service.restarts() == 1) {
                restarted.countDown();
            }
        });

        Files.delete(data.service("shop").resolve("ready"));

        assertThat(restarted.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(hung.isAlive()).isFalse();
        assertThat(events)
                .anyMatch(event -> event.startsWith("shop restarting gave no answer for 1 s and was stopped"));
    }

    @Test
    void oneThatWasStoppedByASignalIsLeftAlone() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessIdentity identity = ProcessIdentity.of(sleep.pid()).orElseThrow();
            assertThat(identity.isStopped()).isFalse();
            new ProcessBuilder("kill", "-STOP", Long.toString(sleep.pid()))
                    .start()
                    .waitFor();
            // The signal has been sent; it takes effect when the process is scheduled next.
            Awaitility.await().until(identity::isStopped);
        } finally {
            sleep.destroyForcibly();
        }
    }

    @Test
    void oneThatDoesNotStopIsKilledWithinTheTime() throws Exception {
        LiveStatus live = live("shop");
        Supervisor supervisor = supervisor(live, shell("shop", "trap '' TERM; touch ready; while :; do sleep 1; done"));
        supervisor.start();
        ProcessIdentity shop = live.service("shop").process().orElseThrow();

        long begin = System.nanoTime();
        supervisor.stop();

        assertThat(shop.isAlive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void whatAServiceHasStartedEndsBeforeWhatItUsesIsStopped() throws Exception {
        LiveStatus live = live("clickhouse", "spark-worker-1");
        Supervisor supervisor = supervisor(
                live,
                shell("clickhouse", READY),
                shell("spark-worker-1", "(sleep 2; touch drained) & touch ready; exec sleep 600"));
        supervisor.start();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        live.listen((service, all) -> {
            if (service.name().equals("clickhouse") && service.state() == ServiceState.STOPPING) {
                drained.complete(Files.exists(data.service("spark-worker-1").resolve("drained")));
            }
        });

        supervisor.stop();

        assertThat(drained).isCompletedWithValue(true);
    }

    @Test
    void aStepThatNeedsAnOperatorFailsTheStartAtOnce() throws Exception {
        LiveStatus live = live("shop");
        LocalServer refusing = new Shell(
                "shop", data.service("shop"), "while :; do sleep 1; done", Optional.of("set wal_level to logical"));
        Supervisor supervisor = supervisor(live, new Component.Managed(refusing, "", "ports.shop", () -> {}));

        assertThatThrownBy(supervisor::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage("shop cannot start: set wal_level to logical");
        assertThat(live.service("shop").process().filter(ProcessIdentity::isAlive))
                .isEmpty();
    }

    @Test
    void aSystemOfOthersIsCheckedNotStarted() throws Exception {
        LiveStatus live = live("kafka");
        Supervisor supervisor = supervisor(
                live, new Component.External("kafka", "kafka://k:9092", "log.bootstrapServers", Optional::empty));

        supervisor.start();

        ServiceStatus kafka = live.service("kafka");
        assertThat(kafka.state()).isEqualTo(ServiceState.HEALTHY);
        assertThat(kafka.detail()).isEqualTo("external");
        assertThat(kafka.process()).isEmpty();
    }

    private LiveStatus live(String... services) {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        String[] names = services.length == 0 ? new String[] {"clickhouse", "ops"} : services;
        LiveStatus live = new LiveStatus(
                self,
                "demo",
                List.of(names).stream()
                        .map(name -> ServiceStatus.waiting(name, ""))
                        .toList());
        live.listen((service, all) ->
                events.add((service.name() + " " + service.state().word() + " " + service.detail()).strip()));
        return live;
    }

    private Supervisor supervisor(LiveStatus live, Component... components) {
        Supervisor supervisor = new Supervisor(List.of(components), live, data);
        running = Optional.of(supervisor);
        return supervisor;
    }

    private Component shell(String name, String script) {
        return new Component.Managed(
                new Shell(name, data.service(name), script, Optional.empty()), "", "ports." + name, () -> {});
    }

    /** Ready when its script has made the file {@code ready}. */
    private record Shell(String name, Path directory, String script, Optional<String> refusal) implements LocalServer {
        @Override
        public int port() {
            return 0;
        }

        @Override
        public boolean isSilent() {
            return notReady().isPresent();
        }

        @Override
        public Duration longestSilence() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Command prepare() {
            try {
                Files.createDirectories(directory);
                Files.deleteIfExists(directory.resolve("ready"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Command(List.of("sh", "-c", script), Map.of(), directory, "TERM");
        }

        @Override
        public Optional<String> notReady() {
            return Files.exists(directory.resolve("ready")) ? Optional.empty() : Optional.of("not yet");
        }

        @Override
        public String url() {
            return "";
        }
    }
}
