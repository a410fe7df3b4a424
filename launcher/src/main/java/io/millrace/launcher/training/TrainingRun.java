package io.millrace.launcher.training;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.resync.WarehouseBarrier;
import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.stack.Component;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.Stack;
import io.millrace.launcher.stack.StackLock;
import io.millrace.launcher.stack.StackRun;
import io.millrace.local.Installation;
import io.millrace.local.UserCache;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.postgres.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A small stack that runs once per build, until changes of each kind have reached the warehouse. Then the JVMs without
 * a class archive (CDS) write it, and the stack is deleted.
 */
public final class TrainingRun {
    private static final String DATABASE = "app";
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofMinutes(2);

    private static final String SETTINGS =
            "ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}\n";

    private final Installation installation;
    private final Path folder;
    private final DataFolder data;

    /** @param folder for the stack's data, deleted in the end; one run at a time */
    public TrainingRun(Installation installation, Path folder) {
        this.installation = requireNonNull(installation, "installation is null");
        this.folder = requireNonNull(folder, "folder is null").toAbsolutePath();
        this.data = new DataFolder(this.folder.resolve("data"));
    }

    /**
     * Creates missing archives. Takes most of a minute, or nothing if none is missing.
     *
     * @param beginning is called if there is something to do
     * @throws LauncherException if it fails; starts then take longer, but work
     */
    public void run(Runnable beginning) throws InterruptedException {
        ClassArchive.deleteOld();
        data.create();
        // The folder of another run must not be deleted.
        StackLock lock = StackLock.acquire(data);
        try {
            try (lock) {
                Path settings = Files.writeString(folder.resolve("millrace.yaml"), SETTINGS);
                Config config = ConfigReader.read(settings, Map.of(), DATABASE);
                Stack stack = Stack.of(config, DATABASE, false, Optional.empty(), installation, data);
                Map<String, ClassArchive> missing = missing(stack);
                if (!missing.isEmpty()) {
                    beginning.run();
                    run(StackRun.prepare(lock, data, recorded(stack, missing), "prepare", orphan -> {}), missing);
                }
            } finally {
                UserCache.deleteTree(folder);
                // Left by JVMs that were killed while writing.
                ClassArchive.deleteOld();
            }
        } catch (IOException e) {
            throw new LauncherException(e.toString(), e);
        }
    }

    private static Map<String, ClassArchive> missing(Stack stack) {
        Map<String, ClassArchive> missing = new LinkedHashMap<>();
        for (Component component : stack.components()) {
            if (component instanceof Component.Managed managed) {
                managed.server()
                        .classArchive()
                        .filter(archive -> !archive.isMade())
                        .ifPresent(archive -> missing.put(managed.name(), archive));
            }
        }
        return missing;
    }

    private static Stack recorded(Stack stack, Map<String, ClassArchive> missing) {
        List<Component> components = stack.components().stream()
                .map(component -> component instanceof Component.Managed managed && missing.containsKey(managed.name())
                        ? new Component.Managed(
                                new RecordedServer(managed.server()),
                                managed.url(),
                                managed.setting(),
                                managed.afterReady())
                        : component)
                .toList();
        return stack.with(components);
    }

    private static void run(StackRun run, Map<String, ClassArchive> missing) throws InterruptedException {
        Thread interrupted = new Thread(() -> stop(run), "stop");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            run.start();
            change(run.stack().config());
            make(run, missing);
        } finally {
            stop(run);
            try {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            } catch (IllegalStateException e) {
                // It runs already.
            }
        }
    }

    /** Returns when changes of each kind are in the warehouse. */
    private static void change(Config config) throws InterruptedException {
        String url = config.source().url().orElseThrow();
        try (Connection source = PostgresUrl.parse(url).connect();
                Statement statement = source.createStatement()) {
            statement.execute("CREATE TABLE training (id int PRIMARY KEY, note text, amount numeric, at timestamptz)");
            statement.execute("INSERT INTO training SELECT i, 'note ' || i, i, now() FROM generate_series(1, 100) i");
            statement.execute("UPDATE training SET note = 'changed' WHERE id < 50");
            statement.execute("DELETE FROM training WHERE id < 20");
            WarehouseBarrier barrier = new WarehouseBarrier(config, CATCH_UP_TIMEOUT);
            barrier.await();
            barrier.awaitLoads();
        } catch (SQLException | IOException | ControllerException e) {
            throw new LauncherException(e.toString(), e);
        }
    }

    private static void make(StackRun run, Map<String, ClassArchive> missing) {
        Map<String, CompletableFuture<Optional<String>>> all = new LinkedHashMap<>();
        missing.forEach((service, archive) -> {
            CompletableFuture<Optional<String>> made = new CompletableFuture<>();
            pid(run, service)
                    .ifPresentOrElse(
                            pid -> new Thread(() -> made.complete(archive.make(pid)), "archive-" + service).start(),
                            () -> made.complete(Optional.of("it is not running")));
            all.put(service, made);
        });
        List<String> failures = new ArrayList<>();
        all.forEach((service, made) ->
                made.join().ifPresent(failure -> failures.add("no archive of " + service + ": " + failure)));
        if (!failures.isEmpty()) {
            throw new LauncherException(String.join("; ", failures));
        }
    }

    /** At once: what it leaves is deleted. Postgres is stopped properly, as it holds shared memory. */
    private static void stop(StackRun run) {
        for (Component component : run.stack().components()) {
            if (component instanceof Component.Managed managed
                    && managed.server().classArchive().isPresent()) {
                pid(run, managed.name()).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        run.stop();
    }

    private static Optional<Long> pid(StackRun run, String service) {
        return run.live().service(service).process().map(ProcessIdentity::pid);
    }
}
