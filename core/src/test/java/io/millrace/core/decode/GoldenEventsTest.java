package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class GoldenEventsTest {
    /** {@code -DargLine=-Dgolden.write=true} writes what is decoded now; review the difference. */
    private static final boolean WRITE = Boolean.getBoolean("golden.write");

    @TestFactory
    Stream<DynamicTest> eachRecordDecodesToWhatItsFileSays() {
        return GoldenFile.all().stream()
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> {
                    String actual = EventText.of(new DebeziumJsonDecoder().decode(golden.record()));
                    if (WRITE) {
                        golden.write(actual);
                    }
                    assertThat(actual).isEqualTo(WRITE ? actual : golden.expected());
                }));
    }

    @Test
    void oneDecoderReadsAllOfThemInTurn() {
        List<GoldenFile> all = GoldenFile.all();
        DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();
        for (int round = 0; round < 3; round++) {
            for (GoldenFile golden : all) {
                assertThat(EventText.of(decoder.decode(golden.record())))
                        .as(golden.name())
                        .isEqualTo(golden.expected());
            }
        }
        assertThat(all).isNotEmpty();
    }
}
