package io.millrace.launcher.command;

import io.millrace.cli.command.Terminal;
import io.millrace.config.Config;
import io.millrace.launcher.board.Board;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.ServiceGraph;
import io.millrace.launcher.stack.Stack;
import io.millrace.launcher.stack.StackLock;
import io.millrace.launcher.stack.StackRun;
import io.millrace.launcher.stack.StartFailure;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import io.millrace.local.Installation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A stack in the foreground, with or without a terminal, until it is stopped. */
final class StackSession {
    private static final PrintStream PROGRESS = System.err;

    private final String command;
    private final String embeddedDatabase;
    private final boolean withShop;

    StackSession(String command, String embeddedDatabase, boolean withShop) {
        this.command = command;
        this.embeddedDatabase = embeddedDatabase;
        this.withShop = withShop;
    }

    /** @param arguments the command line for a launcher in the background */
    int run(StartOptions options, Config config, List<String> arguments) throws InterruptedException {
        DataFolder data = options.data().folder();
        Optional<ClusterSize> size = options.size(config);
        data.create();
        if (options.detach()) {
            return new DetachedLauncher(data).start(arguments);
        }
        StackLock lock = StackLock.acquire(data);
        Stack stack = Stack.of(config, embeddedDatabase, withShop, size, Installation.current(), data);
        StackRun run = StackRun.prepare(lock, data, stack, command, PROGRESS::println);
        Board board = Board.on(run.live(), PROGRESS, Terminal.onProgress());
        CountDownLatch stopping = new CountDownLatch(1);
        // Ctrl-C and `down` both end the JVM by a signal.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping.countDown();
                            run.stop();
                            board.close();
                        },
                        "stop"));
        try {
            run.start();
        } catch (StartFailure e) {
            if (stopping.getCount() > 0) {
                run.stop();
                board.close();
                e.log().forEach(line -> PROGRESS.println("  | " + line));
                PROGRESS.println(
                        "millrace: " + e.getMessage() + (e.log().isEmpty() ? "" : "; its log is in " + data.logs()));
            }
            return 1;
        }
        if (!DetachedLauncher.isThisProcess()) {
            List<String> lines = new ArrayList<>(addresses(run.live().snapshot()));
            if (!Terminal.onResults()) {
                lines.forEach(System.out::println);
                System.out.flush();
                lines.clear();
            }
            lines.add("Ctrl-C stops everything; the data stays in " + data.root());
            board.show(lines);
        }
        stopping.await();
        // The hook ends the process.
        new CountDownLatch(1).await();
        return 0;
    }

    /** URLs to open. */
    static List<String> addresses(StackStatus status) {
        List<String> lines = new ArrayList<>();
        for (ServiceStatus service : status.services()) {
            if (service.name().equals(ServiceGraph.SHOP)) {
                lines.add("Storefront  " + service.url());
            } else if (MemberName.service(service.name()).equals(ServiceGraph.OPS)) {
                lines.add("Console     " + service.url());
            }
        }
        return lines;
    }
}
