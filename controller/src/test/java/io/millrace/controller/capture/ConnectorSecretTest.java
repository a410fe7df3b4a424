package io.millrace.controller.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.SecretFile;
import io.millrace.controller.error.ControllerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConnectorSecretTest {
    @Test
    void theEnvironmentRoundTrips() {
        for (ConnectorSecret password : List.of(
                new ConnectorSecret.InEnvironment("p"),
                new ConnectorSecret.InClear("p"),
                new ConnectorSecret.InFile("p", new SecretFile(Path.of("/etc/connector/connector.properties"))))) {
            assertThat(ConnectorSecret.of(password.environment())).isEqualTo(password);
        }
        assertThat(ConnectorSecret.of(Map.of("MILLRACE_CAPTURE_PASSWORD", "p")))
                .isEqualTo(new ConnectorSecret.InEnvironment("p"));
    }

    @Test
    void withoutAPasswordOrByAnotherWayItSaysWhatToSet() {
        assertThatThrownBy(() -> ConnectorSecret.of(Map.of()))
                .isInstanceOf(ControllerException.class)
                .hasMessageContaining("MILLRACE_CAPTURE_PASSWORD");
        assertThatThrownBy(() -> ConnectorSecret.of(
                        Map.of("MILLRACE_CAPTURE_PASSWORD", "p", "MILLRACE_CAPTURE_PASSWORD_BY", "mail")))
                .hasMessageContaining("file:/absolute/path");
    }
}
