package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void a_backslash_ends_no_text_whatever_standard_conforming_strings_says() {
        assertThat(Sql.text("it's")).isEqualTo("'it''s'");
        assertThat(Sql.text("\\' OR true --")).isEqualTo("E'\\\\'' OR true --'");
        assertThat(Sql.text("")).isEqualTo("''");
    }
}
