package io.millrace.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.OpsDouble;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs a command as a shell does, against an ops of the test. */
@Timeout(60)
abstract class CommandCase {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    final OpsDouble ops = new OpsDouble();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void redirect() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(OUT);
        System.setErr(ERR);
        ops.close();
    }

    final int run(String... arguments) {
        return run(Map.of("MILLRACE_OPS_URL", ops.url(), "MILLRACE_OPS_TOKEN", "t0ken"), arguments);
    }

    final int run(Map<String, String> environment, String... arguments) {
        CommandLine commands = Commands.remote(environment);
        commands.setOut(new PrintWriter(System.out, true, UTF_8));
        commands.setErr(new PrintWriter(System.err, true, UTF_8));
        return commands.execute(arguments);
    }

    final String out() {
        return out.toString(UTF_8);
    }

    final String err() {
        return err.toString(UTF_8);
    }
}
