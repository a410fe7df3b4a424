package io.millrace.bench.command;

import io.millrace.bench.system.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./millrace bench jmh}. */
@Command(
        name = "jmh",
        description = {
            "Runs the JMH benchmarks of decode, plan and encode, with allocation per change (gc.alloc.rate.norm).",
            "Arguments are JMH's own: a pattern of names, -f 1, -wi 2, -rf json -rff FILE; -h prints JMH's help."
        })
public final class JmhCommand implements Callable<Integer> {
    /** Options are among them, in the order of the command line: see {@code Main}. */
    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "for JMH")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws InterruptedException {
        // A JVM without this one's options, which are those of a short command: JMH passes them on to its forks.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jmh.Main",
                "-prof",
                "gc"));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new BenchException("cannot start JMH: " + e.getMessage(), e);
        }
    }
}
