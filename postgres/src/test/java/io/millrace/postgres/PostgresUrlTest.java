package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresUrlTest {

    @Test
    void readsAllParts() {
        PostgresUrl url =
                PostgresUrl.parse("postgresql://u:p@db.example:6000/shop?sslmode=verify-full&connect_timeout=3");

        assertThat(url.host()).isEqualTo("db.example");
        assertThat(url.port()).isEqualTo(6000);
        assertThat(url.database()).isEqualTo("shop");
        assertThat(url.user()).isEqualTo("u");
        assertThat(url.password()).isEqualTo("p");
        assertThat(url.parameters())
                .containsOnly(Map.entry("sslmode", "verify-full"), Map.entry("connect_timeout", "3"));
    }

    @Test
    void whatIsAbsentIsAsInLibpq() {
        PostgresUrl url = PostgresUrl.parse("postgres://ann@localhost");

        assertThat(url.port()).isEqualTo(5432);
        assertThat(url.database()).isEqualTo("ann");
        assertThat(url.password()).isEmpty();
    }

    @Test
    void everyPartIsPercentDecoded() {
        PostgresUrl url = PostgresUrl.parse("postgresql://a%40b:p%2F%3A%25+1@h/my%20db");

        assertThat(url.user()).isEqualTo("a@b");
        assertThat(url.password()).isEqualTo("p/:%+1");
        assertThat(url.database()).isEqualTo("my db");
    }

    @ParameterizedTest
    @CsvSource({"postgresql://u:p@[::1]:7000/d, ::1, 7000", "postgresql://u:p@[::1]/d, ::1, 5432"})
    void takesIpv6Addresses(String text, String host, int port) {
        PostgresUrl url = PostgresUrl.parse(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:" + port + "/d");
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://u@h/d, begins with postgresql://",
        "postgresql://h/d, names no user",
        "postgresql://u@h:x/d, port is no number",
        "postgresql://u@h/d?sslmod=require, unknown parameter sslmod",
        "'postgresql://u@h1,h2/d', one host",
        "postgresql://u:50%@h/d, percent sign"
    })
    void refusesWithAReason(String text, String reason) {
        assertThatThrownBy(() -> PostgresUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void textIsTheUrlAgainAndToStringHasNoPassword() {
        PostgresUrl url = PostgresUrl.parse("postgresql://a%40b:s%2Fecret@[::1]:1/my%20db?sslmode=require");

        assertThat(PostgresUrl.parse(url.text())).isEqualTo(url);
        assertThat(url.toString()).doesNotContain("ecret");
    }

    @Test
    void debeziumGetsAllButThePassword() {
        PostgresUrl url = PostgresUrl.parse("postgresql://u:secret@h:1/d?sslmode=require&connect_timeout=3");

        assertThat(url.debeziumSettings())
                .containsOnly(
                        Map.entry("database.hostname", "h"),
                        Map.entry("database.port", "1"),
                        Map.entry("database.user", "u"),
                        Map.entry("database.dbname", "d"),
                        Map.entry("database.sslmode", "require"),
                        Map.entry("driver.connectTimeout", "3"));
    }
}
