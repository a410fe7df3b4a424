package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.launcher.board.Board;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.Stack;
import io.millrace.launcher.stack.StackLock;
import io.millrace.launcher.stack.StackRun;
import io.millrace.launcher.stack.StartFailure;
import io.millrace.launcher.state.StackStatus;
import io.millrace.local.Installation;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A stack in the foreground of a terminal, or of nothing at all, until it is told to stop. */
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
        data.create();
        if (options.detach()) {
            return new DetachedLauncher(data).start(arguments);
        }
        StackLock lock = StackLock.acquire(data);
        Stack stack = Stack.of(config, embeddedDatabase, withShop, Installation.current(), data);
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
            announce(run.live().snapshot());
            PROGRESS.println("Ctrl-C stops everything; the data stays in " + data.root());
        }
        stopping.await();
        // The hook ends the process.
        new CountDownLatch(1).await();
        return 0;
    }

    /** Prints where to look. */
    static void announce(StackStatus status) {
        status.services().forEach(service -> {
            switch (service.name()) {
                case "shop" -> System.out.println("Storefront  " + service.url());
                case "ops" -> System.out.println("Console     " + service.url());
                default -> {
                    // not for the eye of a person
                }
            }
        });
        System.out.flush();
    }
}
