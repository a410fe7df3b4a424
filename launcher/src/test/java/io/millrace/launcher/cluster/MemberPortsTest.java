package io.millrace.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberPortsTest {
    @TempDir
    private Path folder;

    @Test
    void aMemberHasTheNextPortThatIsFree() throws IOException {
        int near = LocalPorts.free();
        MemberPorts ports = new MemberPorts(file(), Set.of(near, near + 1), member -> false);

        int second = ports.port("kafka-2", near);
        int third = ports.port("kafka-3", near);

        assertThat(second).isGreaterThan(near + 1);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void theNextStartHasThePortOfTheLastOne() {
        int near = LocalPorts.free();
        MemberPorts first = new MemberPorts(file(), Set.of(near), member -> false);
        int port = first.port("kafka-2", near);
        first.write();

        assertThat(new MemberPorts(file(), Set.of(near), member -> false).port("kafka-2", near + 100))
                .isEqualTo(port);
    }

    @Test
    void aPortInUseIsKeptOnlyByTheMemberThatRunsOnIt() throws IOException {
        int near = LocalPorts.free();
        MemberPorts first = new MemberPorts(file(), Set.of(near), member -> false);
        int port = first.port("kafka-2.controller", near);
        first.write();

        try (ServerSocket held = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(held.isBound()).isTrue();
            assertThat(again(near, "kafka-2")).isEqualTo(port);
            assertThat(again(near, "kafka-3")).isNotEqualTo(port);
        }
    }

    @Test
    void aPortThatASettingNowNamesIsNotKept() {
        int near = LocalPorts.free();
        MemberPorts first = new MemberPorts(file(), Set.of(near), member -> false);
        int port = first.port("kafka-2", near);
        first.write();

        assertThat(new MemberPorts(file(), Set.of(near, port), member -> true).port("kafka-2", near))
                .isNotEqualTo(port);
    }

    private int again(int near, String running) {
        return new MemberPorts(file(), Set.of(near), running::equals).port("kafka-2.controller", near);
    }

    private Path file() {
        return folder.resolve("ports");
    }
}
