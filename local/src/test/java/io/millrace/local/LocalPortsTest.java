package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LocalPortsTest {
    @Test
    void aChosenPortIsNoneThatConnectionsAreGiven() {
        assertThat(IntStream.range(0, 100).map(ignored -> LocalPorts.free()))
                .allMatch(port -> port >= 12_000 && port < 32_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void aPortInUseIsNotFree() throws Exception {
        try (var held = new ServerSocket(LocalPorts.free(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(LocalPorts.isFree(held.getLocalPort())).isFalse();
            assertThat(LocalPorts.accepts(held.getLocalPort())).isTrue();
        }
    }
}
