package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.ClickHouseExtension;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs {@code src/test/js/client.mjs}; its packages go to {@code target/}. */
class JavaScriptClientIT {
    @RegisterExtension
    static final ClickHouseExtension clickhouse = new ClickHouseExtension();

    private static final Path MODULE = Path.of(System.getProperty("millrace.home"), "clickhouse-embedded");

    @Test
    void theOfficialClientWorksUnchanged() throws Exception {
        Path folder = MODULE.resolve("target").resolve("js");
        Files.createDirectories(folder);
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(
                    MODULE.resolve("src/test/js").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");

        assertThat(run(folder, "node", "client.mjs", clickhouse.endpoint(), clickhouse.user(), clickhouse.password()))
                .endsWith("done\n");
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        File log = folder.resolve("log").toFile();
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start()
                .waitFor();
        String output = Files.readString(log.toPath(), StandardCharsets.UTF_8);
        assertThat(status).as(output).isZero();
        return output;
    }
}
