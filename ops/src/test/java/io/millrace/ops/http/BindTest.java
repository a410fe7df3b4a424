package io.millrace.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindTest {
    @Test
    void loopbackNeedsNoToken() {
        assertThat(Bind.parse("127.0.0.1:8081")).isEqualTo(new Bind("127.0.0.1", 8081));
        assertThat(Bind.parse("[::1]:0").isLoopback()).isTrue();
        assertThat(new Guard(Bind.parse("localhost:1"), Optional.empty())).isNotNull();
    }

    @Test
    void anotherAddressIsRefusedWithoutAToken() {
        Bind everywhere = Bind.parse("0.0.0.0:8081");
        assertThatThrownBy(() -> new Guard(everywhere, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ops.token");
        assertThat(new Guard(everywhere, Optional.of("secret"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8081", ":8081", "localhost", "localhost:port", "localhost:65536"})
    void whatIsNoAddressIsAnErrorWithAnExample(String text) {
        assertThatThrownBy(() -> Bind.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("127.0.0.1:8081");
    }
}
