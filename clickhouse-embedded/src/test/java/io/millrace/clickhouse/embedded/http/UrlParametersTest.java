package io.millrace.clickhouse.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.clickhouse.embedded.engine.EngineException;
import org.junit.jupiter.api.Test;

class UrlParametersTest {
    @Test
    void decodesNamesAndValues() throws EngineException {
        assertThat(UrlParameters.parse("query=SELECT+%27%C3%A4%27&param_a%20b=1%2B1&flag&=x&empty="))
                .containsEntry("query", "SELECT 'ä'")
                .containsEntry("param_a b", "1+1")
                .containsEntry("flag", "")
                .containsEntry("empty", "")
                .hasSize(4);
        assertThat(UrlParameters.parse(null)).isEmpty();
    }

    @Test
    void theLastValueOfAParameterCounts() throws EngineException {
        assertThat(UrlParameters.parse("a=1&a=2")).containsEntry("a", "2");
    }

    @Test
    void aNameThatIsNoSettingCannotReachTheSetStatement() {
        assertThatThrownBy(() -> UrlParameters.settingName("x=1, y"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(115));
    }

    @Test
    void aBadPercentSequenceIsTheClientsFault() {
        assertThatThrownBy(() -> UrlParameters.parse("query=%zz")).isInstanceOf(EngineException.class);
    }
}
