package io.millrace.postgres.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyConditionTest {
    @Test
    void namesAndValuesAreDataWhateverTheyHold() {
        SourceKey first = key("id", "7", "it's \"b\"", "x') OR ('1' = '1");
        SourceKey second = key("id", "\\'; --");

        assertThat(KeyCondition.of(List.of(first, second)))
                .isEqualTo("(\"id\" = '7' AND \"it's \"\"b\"\"\" = 'x'') OR (''1'' = ''1')"
                        + " OR (\"id\" = E'\\\\''; --')");
    }

    private static SourceKey key(String... columnsAndValues) {
        return columnsAndValues.length == 2
                ? new SourceKey(List.of(new SourceKey.Part(columnsAndValues[0], columnsAndValues[1])))
                : new SourceKey(List.of(
                        new SourceKey.Part(columnsAndValues[0], columnsAndValues[1]),
                        new SourceKey.Part(columnsAndValues[2], columnsAndValues[3])));
    }
}
