package io.millrace.launcher.command;

import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.LogTail;
import io.millrace.launcher.stack.StatusProbe;
import io.millrace.launcher.state.StackStatus;
import io.millrace.local.process.Command;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A launcher that outlives the command which started it. */
final class DetachedLauncher {
    private static final String MARK = "millrace.detached";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final DataFolder data;
    private final Path log;

    DetachedLauncher(DataFolder data) {
        this.data = data;
        this.log = data.log("launcher");
    }

    static boolean isThisProcess() {
        return Boolean.getBoolean(MARK);
    }

    /** Starts it, copies its stderr, and returns when everything is healthy or it has given up. */
    int start(List<String> arguments) throws InterruptedException {
        long read = LogTail.size(log);
        RunningProcess launcher = RunningProcess.start(
                command(arguments), log, new PidFile(data.run().resolve("detached.pid")));
        // An interrupted wait must not leave half a stack in the background.
        Thread giveUp = new Thread(() -> launcher.stop(Duration.ofSeconds(16)), "give-up");
        Runtime.getRuntime().addShutdownHook(giveUp);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (launcher.isAlive() && System.nanoTime() < deadline) {
            read = repeat(read);
            StackStatus status = StatusProbe.remembered(data);
            boolean mine = status.launcher()
                    .filter(process -> process.pid() == launcher.pid())
                    .isPresent();
            if (mine && status.state().equals("healthy")) {
                Runtime.getRuntime().removeShutdownHook(giveUp);
                launcher.forget();
                repeat(read);
                StackSession.addresses(status).forEach(System.out::println);
                return 0;
            }
            Thread.sleep(POLL.toMillis());
        }
        launcher.forget();
        repeat(read);
        return 1;
    }

    private long repeat(long from) {
        long size = LogTail.size(log);
        if (size > from) {
            LogTail.lines(log, Integer.MAX_VALUE, from).forEach(System.err::println);
        }
        return size;
    }

    /** That of the command, if it is there: without it all works as well. */
    private static List<String> archive() {
        Path archive = Path.of(System.getProperty("millrace.home", ""), "launcher", "target", "launcher.jsa");
        return Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr")
                : List.of();
    }

    private Command command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Three times as many processes to ask.
        String heap = arguments.contains("--cluster") ? "-Xmx96m" : "-Xmx48m";
        command.addAll(
                List.of("-Xms8m", heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-XX:-UsePerfData"));
        command.addAll(archive());
        command.add("-Dmillrace.home=" + System.getProperty("millrace.home"));
        command.add("-D" + MARK + "=true");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.millrace.launcher.Main"); // By name: commands do not depend on the class that lists them.
        command.addAll(arguments);
        return new Command(command, Map.of(), Path.of("").toAbsolutePath(), "TERM");
    }
}
