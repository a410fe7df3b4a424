package io.millrace.launcher.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordLinesTest {
    private static final SourcePosition AT = new SourcePosition(-1, 24_043_384, 745, 1_000_000, 2_000_001);
    private static final String POSITION =
            ",\"position\":{\"commitLsn\":\"18446744073709551615\",\"lsn\":\"24043384\",\"transaction\":745,"
                    + "\"committedAt\":\"1970-01-01T00:00:01Z\",\"capturedAt\":\"1970-01-01T00:00:02.000001Z\",\"ordinal\":0}";

    private final TableDescription.Encoded orders = new TableDescription(
                    new TableId("public", "orders"),
                    List.of(
                            new TableDescription.Column("id", "{\"type\":\"int8\"}"),
                            new TableDescription.Column("note", "{\"type\":\"text\"}")),
                    List.of("id"),
                    null)
            .encoded();
    private final BlockWriter block = new BlockWriter();

    @Test
    void eachChangeOfABlockIsAnObject() {
        block.row(ChangeKind.UPDATE, AT, orders, tuple("t1", "n"), false, tuple("t2", "u"));
        block.row(ChangeKind.INSERT, AT, orders, null, false, tuple("t3", "t☕"));
        block.truncate(AT, orders);
        block.message(AT, "millrace.barrier", new byte[] {(byte) 0xFF});
        block.heartbeat(AT);
        assertThat(lines(true, block.finish()))
                .containsExactly(
                        "{\"partition\":2,\"offset\":40,\"index\":0,\"kind\":\"update\",\"table\":\"public.orders\""
                                + POSITION
                                + ",\"oldKey\":{\"id\":\"1\"},\"row\":{\"id\":\"2\"},\"unchanged\":[\"note\"]}",
                        "{\"partition\":2,\"offset\":40,\"index\":1,\"kind\":\"insert\",\"table\":\"public.orders\""
                                + POSITION + ",\"row\":{\"id\":\"3\",\"note\":\"☕\"}}",
                        "{\"partition\":2,\"offset\":40,\"index\":2,\"kind\":\"truncate\",\"table\":\"public.orders\""
                                + POSITION + "}",
                        "{\"partition\":2,\"offset\":40,\"index\":3,\"kind\":\"message\",\"prefix\":\"millrace.barrier\","
                                + "\"contentBase64\":\"/w==\"" + POSITION + "}",
                        "{\"partition\":2,\"offset\":40,\"index\":4,\"kind\":\"heartbeat\"" + POSITION + "}");
    }

    @Test
    void theHumanReadableLineIsShort() {
        block.row(ChangeKind.DELETE, AT, orders, tuple("t1", "n"), false, null);
        block.row(ChangeKind.UPDATE, AT, orders, tuple("t2", "n"), true, tuple("t2", "u"));
        assertThat(lines(false, block.finish()))
                .containsExactly(
                        "2/40 delete public.orders lsn 24043384 xid 745 was {\"id\":\"1\"}",
                        "2/40.1 update public.orders lsn 24043384 xid 745 was {\"id\":\"2\",\"note\":null} {\"id\":\"2\"}"
                                + " unchanged [\"note\"]");
    }

    @Test
    void whatIsNoBlockPrintsAsItIs() {
        byte[] debezium = "{\"schema\":{}, \"payload\":{\"amount\":1.10}}".getBytes(UTF_8);
        assertThat(lines(true, debezium))
                .containsExactly(
                        "{\"partition\":2,\"offset\":40,\"index\":0,\"record\":{\"schema\":{}, \"payload\":{\"amount\":1.10}}}");
        assertThat(lines(false, debezium)).containsExactly("2/40 " + new String(debezium, UTF_8));
        assertThat(lines(true, new byte[] {0}))
                .containsExactly("{\"partition\":2,\"offset\":40,\"index\":0,\"recordBase64\":\"AA==\"}");
        assertThat(lines(true, null)).containsExactly("{\"partition\":2,\"offset\":40,\"index\":0,\"record\":null}");
    }

    @Test
    void aBlockThatEndsTooEarlyPrintsAsFarAsItGoes() {
        block.heartbeat(AT);
        block.row(ChangeKind.INSERT, AT, orders, null, false, tuple("t3", "t4"));
        byte[] whole = block.finish();
        List<String> lines = lines(false, Arrays.copyOf(whole, whole.length - 1));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("2/40.1 the rest of the block cannot be read: ");
    }

    @Test
    void noMoreLinesComeThanAreAskedFor() {
        block.heartbeat(AT);
        block.heartbeat(AT);
        assertThat(new RecordLines(true).of(record(block.finish()), 1)).hasSize(1);
    }

    private static List<String> lines(boolean json, byte @Nullable [] value) {
        return new RecordLines(json).of(record(value), 100);
    }

    private static LogRecord record(byte @Nullable [] value) {
        return new LogRecord(new StreamPosition("changes", 2, 40, 9), null, value);
    }

    /** @param values each with its kind in front */
    private static Tuple tuple(String... values) {
        RowBytes bytes = new RowBytes();
        bytes.int16(values.length);
        for (String value : values) {
            bytes.raw(value.substring(0, 1).getBytes(UTF_8));
            if (value.startsWith("t")) {
                byte[] text = value.substring(1).getBytes(UTF_8);
                bytes.int16(0);
                bytes.int16(text.length);
                bytes.raw(text);
            }
        }
        byte[] all = bytes.out.toByteArray();
        return new Tuple(all, 0, all.length);
    }

    /** Big-endian, as pgoutput writes. */
    private static final class RowBytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void int16(int value) {
            out.write(value >> 8);
            out.write(value);
        }

        void raw(byte[] bytes) {
            out.writeBytes(bytes);
        }
    }
}
