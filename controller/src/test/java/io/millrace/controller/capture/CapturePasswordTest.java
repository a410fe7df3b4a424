package io.millrace.controller.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.SecretFile;
import io.millrace.controller.error.ControllerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CapturePasswordTest {
    @Test
    void who_starts_the_controller_tells_it_by_its_environment() {
        for (CapturePassword password : List.of(
                new CapturePassword.InEnvironment("p"),
                new CapturePassword.InClear("p"),
                new CapturePassword.InFile("p", new SecretFile(Path.of("/etc/connector/connector.properties"))))) {
            assertThat(CapturePassword.of(password.environment())).isEqualTo(password);
        }
        assertThat(CapturePassword.of(Map.of("MILLRACE_CAPTURE_PASSWORD", "p")))
                .isEqualTo(new CapturePassword.InEnvironment("p"));
    }

    @Test
    void without_a_password_or_by_another_way_it_says_what_to_set() {
        assertThatThrownBy(() -> CapturePassword.of(Map.of()))
                .isInstanceOf(ControllerException.class)
                .hasMessageContaining("MILLRACE_CAPTURE_PASSWORD");
        assertThatThrownBy(() -> CapturePassword.of(
                        Map.of("MILLRACE_CAPTURE_PASSWORD", "p", "MILLRACE_CAPTURE_PASSWORD_BY", "mail")))
                .hasMessageContaining("file:/absolute/path");
    }
}
