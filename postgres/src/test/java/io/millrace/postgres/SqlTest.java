package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void aBackslashEndsNoTextWhateverStandardConformingStringsSays() {
        assertThat(Sql.text("it's")).isEqualTo("'it''s'");
        assertThat(Sql.text("\\' OR true --")).isEqualTo("E'\\\\'' OR true --'");
        assertThat(Sql.text("")).isEqualTo("''");
    }
}
