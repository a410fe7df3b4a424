package io.millrace.launcher.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final ProcessIdentity LAUNCHER = new ProcessIdentity(7, "boot/1");

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        StackStatus status = new StackStatus(
                Optional.of(LAUNCHER),
                "demo",
                List.of(
                        new ServiceStatus(
                                "kafka",
                                ServiceState.HEALTHY,
                                Optional.of(new ProcessIdentity(8, "boot/2")),
                                "kafka://127.0.0.1:9092",
                                "",
                                3.5,
                                2),
                        ServiceStatus.waiting("connect", "http://127.0.0.1:8083")));
        StateFile file = new StateFile(folder.resolve("state.json"));

        file.write(status);

        assertThat(file.read()).contains(status);
    }

    @Test
    void onlyItsOwnerCanReadItBecauseItHoldsPasswords() throws IOException {
        StateFile file = new StateFile(folder.resolve("state.json"));
        file.write(new StackStatus(Optional.of(LAUNCHER), "up", List.of()));
        assertThat(Files.getPosixFilePermissions(file.path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aMissingOrBrokenFileIsEmpty() throws IOException {
        StateFile file = new StateFile(folder.resolve("state.json"));
        assertThat(file.read()).isEmpty();
        Files.writeString(file.path(), "{\"services\":[{\"state\":");
        assertThat(file.read()).isEmpty();
    }

    @Test
    void theWholeIsHealthyOnlyWhenEveryServiceIs() {
        ServiceStatus healthy = ServiceStatus.waiting("kafka", "").healthyAfter(1);
        assertThat(stack(healthy, healthy)).isEqualTo("healthy");
        assertThat(stack(healthy, ServiceStatus.waiting("ops", ""))).isEqualTo("starting");
        assertThat(stack(healthy, healthy.restarting("died"))).isEqualTo("unhealthy");
        assertThat(stack(healthy, healthy.with(ServiceState.STOPPING, ""))).isEqualTo("stopping");
        assertThat(new StackStatus(Optional.empty(), "", List.of(healthy)).state())
                .isEqualTo("stopped");
    }

    @Test
    void whatAKilledLauncherLeftIsNamedWithWhatToDo() {
        ServiceStatus kafka = ServiceStatus.waiting("kafka", "").with(Optional.of(new ProcessIdentity(8, "boot/2")));
        ServiceStatus ops = ServiceStatus.waiting("ops", "");
        assertThat(new StackStatus(Optional.empty(), "demo", List.of(kafka, ops)).summary())
                .isEqualTo(
                        "stopped: the launcher was killed and left kafka (8). `./millrace demo` with the same options goes on with"
                                + " them, `./millrace down` stops them.");
        assertThat(new StackStatus(Optional.empty(), "up", List.of(ops)).summary())
                .isEqualTo("stopped");
        assertThat(new StackStatus(Optional.of(LAUNCHER), "up", List.of(kafka)).summary())
                .isEqualTo("starting");
    }

    private static String stack(ServiceStatus... services) {
        return new StackStatus(Optional.of(LAUNCHER), "demo", List.of(services)).state();
    }
}
