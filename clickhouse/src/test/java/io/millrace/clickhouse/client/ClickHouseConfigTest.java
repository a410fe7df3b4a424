package io.millrace.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickHouseConfigTest {
    @Test
    void severalHostsShareUserAndPassword() {
        ClickHouseConfig config = ClickHouseConfig.of("https://mill:a%2Cb@one,two:9443,three/");
        assertThat(config.endpoints()).containsExactly("https://one:8443", "https://two:9443", "https://three:8443");
        assertThat(config.password()).isEqualTo("a,b");
    }

    @Test
    void readsUserPasswordHostAndPort() {
        ClickHouseConfig config = ClickHouseConfig.of("http://mill:p%40ss%2F+w%3A@warehouse:9123");

        assertThat(config.endpoint()).isEqualTo("http://warehouse:9123");
        assertThat(config.user()).isEqualTo("mill");
        assertThat(config.password()).isEqualTo("p@ss/+w:");
    }

    @Test
    void defaultsAreThoseOfClickhouse() {
        assertThat(ClickHouseConfig.of("http://warehouse").endpoint()).isEqualTo("http://warehouse:8123");
        assertThat(ClickHouseConfig.of("https://warehouse").endpoint()).isEqualTo("https://warehouse:8443");
        assertThat(ClickHouseConfig.of("http://warehouse").user()).isEqualTo("default");
        assertThat(ClickHouseConfig.of("http://warehouse").password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "warehouse:8123", "tcp://u:s3cret@warehouse", "http://u:s3cret@", "http://u:s3cret @x"})
    void refusesWhatIsNoHttpUrlWithoutTellingThePassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClickHouseConfig.of(url))
                .withMessageStartingWith("The warehouse URL")
                .withMessageNotContaining("s3cret")
                .withNoCause();
    }

    @Test
    void doesNotPrintItsPassword() {
        assertThat(ClickHouseConfig.of("http://mill:s3cret@warehouse").toString())
                .contains("warehouse", "mill")
                .doesNotContain("s3cret");
    }
}
