package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.Tuple;
import io.millrace.postgres.load.PublishedTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CopyRowTest {
    private static CopyRow columns(int count) {
        return new CopyRow(
                IntStream.range(0, count)
                        .mapToObj(i -> new PublishedTable.Column("c" + i, Optional.empty(), i < 2))
                        .toList(),
                ColumnRules.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> read(CopyRow row, String line) {
        byte[] bytes = bytes(line);
        Tuple tuple = row.read(bytes, 0, bytes.length);
        return Tuples.texts(tuple);
    }

    @Test
    void aLineBecomesTheTupleThatPgoutputWouldSend() {
        assertThat(read(columns(3), "1\tone\t\\N")).containsExactly("1", "one", null);
        assertThat(read(columns(3), "\t\t")).containsExactly("", "", "");
        assertThat(read(columns(1), "")).containsExactly("");
        assertThat(read(columns(1), "\\N")).containsExactly((String) null);
        assertThat(read(columns(2), "\\N\t\\N")).containsExactly(null, null);
        assertThat(read(columns(1), "größer 🎉")).containsExactly("größer 🎉");
    }

    @Test
    void escapesAreUndone() {
        assertThat(read(columns(1), "a\\tb\\nc\\rd\\be\\ff\\vg\\\\h")).containsExactly("a\tb\nc\rd\be\ff\u000Bg\\h");
        assertThat(read(columns(2), "\\\\N\t\\\\x00ff")).containsExactly("\\N", "\\x00ff");
        assertThat(read(columns(2), "\\\\.\t\\\\")).containsExactly("\\.", "\\");
        assertThat(read(columns(2), "\\\\\\\\N\t\\t")).containsExactly("\\\\N", "\t");
    }

    @Test
    void aRowIsReadFromWithinOtherBytes() {
        byte[] bytes = bytes("before\n1\tx\nafter");
        assertThat(Tuples.texts(columns(2).read(bytes, 7, 10))).containsExactly("1", "x");
    }

    @Test
    void anotherNumberOfColumnsIsAnError() {
        for (String line : List.of("1", "1\t2\t3", "", "1\t2\t")) {
            assertThatThrownBy(() -> read(columns(2), line)).as(line).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void oneRowDoesNotShineThroughIntoTheNext() {
        CopyRow row = columns(2);
        assertThat(read(row, "a long value\t" + "x".repeat(10_000))).hasSize(2);
        assertThat(read(row, "\\N\tb")).containsExactly(null, "b");
    }

    @Test
    void hashesStandInPlaceOfWhatIsHashed() {
        ColumnRules rules =
                ColumnRules.of(Map.of("s.t.h*", Protection.HASH), Optional.of("a key of 16 characters or more"));
        CopyRow row = new CopyRow(
                List.of(
                        new PublishedTable.Column("h1", Optional.of(Protection.HASH), false),
                        new PublishedTable.Column("h2", Optional.of(Protection.HASH), false),
                        new PublishedTable.Column("c", Optional.empty(), false)),
                rules);

        assertThat(read(row, "a\\tb\t\t" + "rest".repeat(3_000)))
                .containsExactly(
                        rules.replace(Protection.HASH, "a\tb"),
                        rules.replace(Protection.HASH, ""),
                        "rest".repeat(3_000));
        assertThat(read(row, "\\N\tx\t\\N")).containsExactly(null, rules.replace(Protection.HASH, "x"), null);
    }

    @Test
    void thePartitionIsThatOfTheKeyAsText() {
        int start = KeyPartition.start(new TableId("public", "t"));
        CopyRow row = columns(3);
        read(row, "a\\\\b\t12\tother");
        byte[] first = bytes("a\\b");
        byte[] second = bytes("12");
        int hash = KeyPartition.add(KeyPartition.add(start, first, 0, first.length), second, 0, second.length);
        assertThat(row.partition(start, 7)).isEqualTo(KeyPartition.of(hash, 7));
    }
}
