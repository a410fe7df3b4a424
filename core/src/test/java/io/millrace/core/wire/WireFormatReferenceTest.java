package io.millrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/reference/wire-format.md} is what {@link BlockWriter} writes. */
final class WireFormatReferenceTest {
    private static final int WIDTH = 16;

    @Test
    void theExampleIsCurrent() throws IOException {
        Path file = Path.of(System.getProperty("millrace.home"), "docs/reference/wire-format.md");
        assertThat(Files.readString(file)).contains(dump(example()));
    }

    private static byte[] example() {
        BlockWriter block = new BlockWriter();
        TableDescription.Encoded orders = new TableDescription(
                        new TableId("public", "orders"),
                        List.of(
                                new TableDescription.Column("id", "{\"type\":\"int8\"}"),
                                new TableDescription.Column("note", "{\"type\":\"text\"}")),
                        List.of("id"),
                        null)
                .encoded();
        SourcePosition first =
                new SourcePosition(24_043_000, 24_043_384, 745, 1_795_300_642_508_359L, 1_795_300_642_628_000L);
        SourcePosition second =
                new SourcePosition(24_043_480, 24_043_608, 746, 1_795_300_642_509_001L, 1_795_300_642_628_000L);
        block.row(ChangeKind.INSERT, first, orders, null, false, Tuples.of("1", "é"));
        block.row(ChangeKind.UPDATE, second, orders, Tuples.of("1", null), false, Tuples.of("1", Tuples.UNCHANGED));
        block.message(second, "millrace.fence", "7".getBytes(StandardCharsets.UTF_8));
        return block.finish();
    }

    private static String dump(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        for (int at = 0; at < bytes.length; at += WIDTH) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = at; i < Math.min(at + WIDTH, bytes.length); i++) {
                hex.append(String.format("%02x ", bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            dump.append(String.format("%04x  %-48s %s%n", at, hex, text));
        }
        return dump.toString();
    }
}
