package io.millrace.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StackFactsTest {
    @Test
    void ofACommandLineOnlyTheOptionsOfTheJvmAreShown() {
        var line = List.of(
                "java",
                "-Xmx1g",
                "-Dpassword=x",
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=/a",
                "-Xlog:cds=off",
                "Main",
                "--p");
        assertThat(StackFacts.jvmOptions(line)).isEqualTo("-Xmx1g -XX:+UseSerialGC");
    }

    @Test
    void aMachineIsDescribedByWhatItsFilesSay() {
        var lines = List.of("processor\t: 0", "model name\t: A fast one: of ours", "model name\t: another");
        assertThat(Machine.value(lines, "model name", ":")).isEqualTo("A fast one: of ours");
        assertThat(Machine.value(lines, "bogomips", ":")).isEmpty();
        assertThat(Machine.describe().path("cores").asInt()).isPositive();
    }

    @Test
    void bytesAreAskedOfTheStorageTable() {
        assertThat(new WarehouseNames("`shop`.`a.b`", "`shop_raw`.`a.b`").bytesQuery())
                .endsWith("database = 'shop_raw' AND table = 'a.b'");
    }
}
