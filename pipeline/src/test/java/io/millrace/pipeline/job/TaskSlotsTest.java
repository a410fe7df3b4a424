package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskSlotsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"local|1", "local[5]|5", "local[*]|2", "local[3,4]|3", "spark://host:7077|40"})
    void areReadFromTheMaster(String master, int slots) {
        assertThat(TaskSlots.of(master, 2, 40)).isEqualTo(slots);
    }

    @Test
    void fewerSlotsThanPartitionsAreRefusedWithTheSettingThatHelps() {
        assertThatThrownBy(() -> TaskSlots.check("local[3]", 4, 2, 0))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("set pipeline.master to local[5]");
        assertThatCode(() -> TaskSlots.check("local[4]", 4, 2, 0)).doesNotThrowAnyException();
    }
}
