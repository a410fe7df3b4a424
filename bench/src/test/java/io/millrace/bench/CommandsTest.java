package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.command.JmhCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandsTest {
    private static int execute(String... arguments) {
        var quiet = new PrintWriter(new StringWriter());
        return Main.commands().setOut(quiet).setErr(quiet).execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latency",
                "throughput",
                "snapshot",
                "mix",
                "footprint",
                "all",
                "peer",
                "reads",
                "scale",
                "plot",
                "model"
            })
    void everyCommandHasHelp(String command) {
        assertThat(execute(command, "--help")).isZero();
    }

    @Test
    void wrongUsageExitsWithStatusTwo() {
        assertThat(execute("latency", "--duration", "soon")).isEqualTo(2);
        assertThat(execute("peer")).isEqualTo(2);
        assertThat(execute("scale")).isEqualTo(2);
    }

    @Test
    void whatIsForJmhKeepsItsOrder() {
        CommandLine.ParseResult parsed = Main.commands().parseArgs("jmh", "-f", "1", "decode", "-rf", "json");
        assertThat(parsed.subcommand().commandSpec().userObject()).isInstanceOf(JmhCommand.class);
        assertThat(parsed.subcommand().matchedPositionalValue(0, List.of()))
                .isEqualTo(List.of("-f", "1", "decode", "-rf", "json"));
    }
}
