package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.render.BlockJson;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.wire.BlockReader;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class GoldenBlocksTest {
    /** {@code -DargLine=-Dgolden.write=true} writes what is decoded now; review the difference. */
    private static final boolean WRITE = Boolean.getBoolean("golden.write");

    private final BlockDecoder decoder = new BlockDecoder(TypeMapping.defaults());

    @TestFactory
    Stream<DynamicTest> eachBlockDecodesToWhatItsFileSays() {
        return GoldenBlock.all().stream()
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> {
                    String actual = text(decoder.decode(golden.record()));
                    if (WRITE) {
                        golden.write(actual);
                    }
                    assertThat(actual).isEqualTo(golden.expected());
                }));
    }

    @Test
    void thereAreCases() {
        assertThat(GoldenBlock.all()).hasSizeGreaterThan(25);
    }

    /** The form of dead letters: see {@code BothDecodersTest} for made-up blocks. */
    @Test
    void eachChangeRenderedAsJsonIsTheSameEvent() {
        DebeziumJsonDecoder json = new DebeziumJsonDecoder();
        for (GoldenBlock golden : GoldenBlock.all()) {
            BlockJson rendered = new BlockJson(golden.record());
            for (DecodedRecord expected : decoder.decode(golden.record())) {
                LogRecord record = rendered.render(expected.at().index());
                assertThat(BlockReader.isBlock(record.value()))
                        .as(golden.name())
                        .isFalse();
                assertThat(text(json.decode(record))).as(golden.name()).isEqualTo(text(expected));
            }
        }
    }

    /** Without the former key of a row that moved, which JSON does not have. */
    private static String text(DecodedRecord decoded) {
        String text = EventText.of(decoded);
        int former = text.indexOf("former: ");
        return former < 0 ? text : text.substring(0, former);
    }

    private static String text(List<DecodedRecord> decoded) {
        return decoded.stream().map(EventText::of).collect(Collectors.joining("\n"));
    }
}
