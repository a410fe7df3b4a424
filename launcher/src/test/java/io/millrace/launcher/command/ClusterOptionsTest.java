package io.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigReader;
import io.millrace.launcher.cluster.ClusterSize;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ClusterOptionsTest {
    @Command(name = "up")
    static final class Up {
        @Mixin
        private ClusterOptions options = new ClusterOptions();
    }

    @Test
    void thereIsNoClusterUnlessItIsAskedFor() {
        assertThat(parse().size(ConfigReader.defaults("app"))).isEmpty();
        assertThat(parse().arguments()).isEmpty();
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        assertThat(parse("--cluster", "--spark-workers", "4").size(ConfigReader.defaults("app")))
                .contains(new ClusterSize(3, 2, 4));
        assertThat(parse("--cluster", "--spark-workers", "4").arguments())
                .containsExactly("--cluster", "--spark-workers", "4");
    }

    @Test
    void wrongUsageIsNamed() {
        assertThatThrownBy(() -> parse("--brokers", "3").size(ConfigReader.defaults("app")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("belong to --cluster");
        assertThatThrownBy(() -> parse("--cluster", "--brokers", "0").size(ConfigReader.defaults("app")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("0 brokers");
    }

    private static ClusterOptions parse(String... arguments) {
        Up up = new Up();
        new CommandLine(up).parseArgs(arguments);
        return up.options;
    }
}
