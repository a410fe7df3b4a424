package io.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class RecordsCommandTest {
    @Test
    void wrongUsageIsAClearLine() {
        assertThat(failure("--limit", "0")).isEqualTo("--limit must be 1 or more");
        assertThat(failure("--offset", "3")).isEqualTo("--offset must be 0 or more, and goes with --partition");
        assertThat(failure("--partition", "0", "--offset", "-1")).startsWith("--offset must be 0 or more");
        assertThat(failure("--data", "/nonexistent/millrace", "--json")).startsWith("nothing runs on ");
    }

    private static String failure(String... arguments) {
        List<String> failures = new ArrayList<>();
        int status = new CommandLine(new RecordsCommand())
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    failures.add(String.valueOf(error.getMessage()));
                    return 1;
                })
                .execute(arguments);
        assertThat(status).isEqualTo(1);
        return String.join("; ", failures);
    }
}
