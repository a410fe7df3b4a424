package io.millrace.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PostgresAddressTest {
    @Test
    void userAndPasswordAreDecoded() {
        assertThat(PostgresAddress.parse("postgresql://us%40er:p%3Aw+d@db.example:6543/shop?sslmode=require"))
                .isEqualTo(new PostgresAddress(
                        "jdbc:postgresql://db.example:6543/shop?sslmode=require", "us@er", "p:w+d"));
    }

    @Test
    void thePortDefaultsTo5432() {
        assertThat(PostgresAddress.parse("postgres://u@h/d").jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/d");
    }

    @Test
    void anotherSchemeIsRefused() {
        assertThatThrownBy(() -> PostgresAddress.parse("mysql://u@h/d")).hasMessageContaining("postgresql://");
    }
}
