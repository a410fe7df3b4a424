package io.millrace.clickhouse.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineExceptionTest {
    @Test
    void takesTheCodeFromTheMessage() {
        EngineException error = EngineException.ofEngine("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE)");

        assertThat(error.code()).isEqualTo(60);
        assertThat(error.getMessage()).isEqualTo("Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE)");
    }

    @Test
    void unwrapsErrorsThatTheEngineWrappedInThemselves() {
        EngineException error =
                EngineException.ofEngine("Code: 73. DB::Exception: Code: 73. DB::Exception: Unknown format X."
                        + " (UNKNOWN_FORMAT) (version 26.7.2.1). (UNKNOWN_FORMAT)");

        assertThat(error.getMessage()).isEqualTo("Code: 73. DB::Exception: Unknown format X. (UNKNOWN_FORMAT)");
    }

    @Test
    void aTextWithoutACodeIsStillAnError() {
        assertThat(EngineException.ofEngine("Invalid or closed connection").getMessage())
                .isEqualTo("Code: 1002. DB::Exception: Invalid or closed connection (UNKNOWN_EXCEPTION)");
    }
}
