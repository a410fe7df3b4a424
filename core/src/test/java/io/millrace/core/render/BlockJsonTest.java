package io.millrace.core.render;

import static io.millrace.core.render.Blocks.record;
import static io.millrace.core.render.Blocks.table;
import static io.millrace.core.wire.Tuples.UNCHANGED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import io.millrace.core.wire.Tuples;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BlockJsonTest {
    private static final String RELATION =
            "{\"oid\":16402,\"schema\":\"public\",\"table\":\"orders\",\"identity\":\"d\","
                    + "\"key\":[\"id\"],\"columns\":[{\"n\":1,\"name\":\"id\",\"type\":\"bigint\",\"notNull\":true},"
                    + "{\"n\":3,\"name\":\"note\",\"type\":\"text\",\"notNull\":true}],\"dropped\":[2]}";
    private static final TableDescription ORDERS =
            table("orders", List.of("id"), RELATION, "id", "{\"type\":\"int8\"}", "note", "{\"type\":\"text\"}");
    private static final TableDescription KEYLESS =
            table("events", List.of(), null, "n", "{\"type\":\"int4\"}", "note", "{\"type\":\"text\"}");
    private static final SourcePosition AT =
            new SourcePosition(0x0100_0000_0000_1000L, 0x0100_0000_0000_2000L, 77, 5_001, 6_002);

    private final BlockWriter block = new BlockWriter();

    @Test
    void anInsertIsTheEventOfTheBlock() {
        TableDescription.Encoded orders = ORDERS.encoded();
        block.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", "first"));
        block.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("2", "it's \"2\"\n\t\u0001☕🙂"));
        LogRecord rendered = BlockJson.render(record(block), 1);

        assertThat(rendered.at()).isEqualTo(new StreamPosition("changes", 2, 40, 9, 1));
        assertThat(rendered.headers()).containsOnlyKeys(StreamHeader.RELATION);
        ChangeEvent.Insert insert = (ChangeEvent.Insert) event(rendered);
        assertThat(insert.at()).isEqualTo(rendered.at());
        assertThat(insert.position()).isEqualTo(AT);
        assertThat(insert.schema().table()).isEqualTo(ORDERS.table());
        assertThat(insert.schema().oid()).isEqualTo(16402);
        assertThat(insert.schema().keyColumns()).containsExactly(0);
        assertThat(insert.schema().columns().get(1).number()).isEqualTo(3);
        assertThat(insert.schema().columns().get(1).nullable()).isFalse();
        assertThat(insert.row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(insert.row().values()).containsExactly(2L, "it's \"2\"\n\t\u0001☕🙂");
    }

    @Test
    void everyFormOfValueLandsAsItWould() {
        String[][] cases = {
            {"{\"type\":\"bool\"}", "t", "true"},
            {"{\"type\":\"int2\"}", "-32768", "-32768"},
            {"{\"type\":\"int8\"}", "9223372036854775807", "9223372036854775807"},
            {"{\"type\":\"numeric\",\"modifier\":655366}", "1.10", "1.10"},
            {"{\"type\":\"float8\"}", "NaN", "NaN"},
            {"{\"type\":\"text\"}", "", ""},
            {"{\"type\":\"text\"}", "null", "null"},
            {"{\"type\":\"jsonb\"}", "{\"a\": [1, \"x\"]}", "{\"a\": [1, \"x\"]}"},
            {"{\"type\":\"json\"}", " {\"b\":1} ", " {\"b\":1} "},
            {"{\"type\":\"mood\",\"kind\":\"e\"}", "so so", "so so"},
            {"{\"type\":\"_int4\",\"of\":{\"type\":\"int4\"}}", "{1,NULL,3}", "[1, null, 3]"},
        };
        String[] columns = new String[cases.length * 2];
        String[] values = new String[cases.length];
        for (int i = 0; i < cases.length; i++) {
            columns[2 * i] = "c" + i;
            columns[2 * i + 1] = cases[i][0];
            values[i] = cases[i][1];
        }
        TableDescription.Encoded types =
                table("types", List.of(), null, columns).encoded();
        block.row(ChangeKind.READ, AT, types, null, false, Tuples.of(values));
        RowChange read = (RowChange) event(BlockJson.render(record(block), 0));
        for (int i = 0; i < cases.length; i++) {
            assertThat(String.valueOf(read.row().values()[i])).as(cases[i][0]).isEqualTo(cases[i][2]);
        }
        assertThat(read.row().rescued()).isEmpty();
        assertThat(read.schema().columns().get(7).type().wireName()).isEqualTo("io.debezium.data.Json");
        assertThat(read.schema().columns().get(7).type().name()).isEqualTo("jsonb");
        assertThat(read.schema().columns().get(9).type().wireName()).isEqualTo("io.debezium.data.Enum");
    }

    @Test
    void whatAColumnCannotHoldIsRescued() {
        TableDescription.Encoded table = table(
                        "dates",
                        List.of("id"),
                        null,
                        "id",
                        "{\"type\":\"int4\"}",
                        "d",
                        "{\"type\":\"date\"}",
                        "j",
                        "{\"type\":\"jsonb\"}")
                .encoded();
        block.row(ChangeKind.INSERT, AT, table, null, false, Tuples.of("1", "infinity", "[1]"));
        RowImage row = ((RowChange) event(BlockJson.render(record(block), 0))).row();
        assertThat(row.rescued()).isEqualTo(Map.of("d", "infinity"));
    }

    @Test
    void anUpdateKeepsWhatItDidNotTouch() {
        block.row(ChangeKind.UPDATE, AT, ORDERS.encoded(), null, false, Tuples.of("1", UNCHANGED));
        ChangeEvent.Update update = (ChangeEvent.Update) event(BlockJson.render(record(block), 0));
        assertThat(update.row().kind()).isEqualTo(RowImage.Kind.PARTIAL);
        assertThat(update.row().values()).containsExactly(1L, RowImage.UNCHANGED);
        assertThat(update.before()).isNull();
    }

    @Test
    void aWholeOldRowCompletesAnUpdate() {
        block.row(ChangeKind.UPDATE, AT, ORDERS.encoded(), Tuples.of("1", "large"), true, Tuples.of("1", UNCHANGED));
        ChangeEvent.Update update = (ChangeEvent.Update) event(BlockJson.render(record(block), 0));
        assertThat(update.row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(update.row().values()).containsExactly(1L, "large");
        assertThat(update.before()).isNull();
    }

    @Test
    void anUpdateWithoutAKeyHasTheOldRowAndItsOrdinal() {
        SourcePosition third = new SourcePosition(1, 2, 3, 4, 5, 2);
        block.row(ChangeKind.UPDATE, third, KEYLESS.encoded(), Tuples.of("1", null), true, Tuples.of("2", UNCHANGED));
        LogRecord rendered = BlockJson.render(record(block), 0);
        assertThat(rendered.key()).isNull();
        ChangeEvent.Update update = (ChangeEvent.Update) event(rendered);
        assertThat(update.position()).isEqualTo(third);
        assertThat(update.row().values()).containsExactly(2L, null);
        RowImage before = update.before();
        assertThat(before).isNotNull();
        assertThat(before.values()).containsExactly(1L, null);
    }

    @Test
    void aDeleteHasItsKey() {
        block.row(ChangeKind.DELETE, AT, ORDERS.encoded(), Tuples.of("7", null), false, null);
        LogRecord rendered = BlockJson.render(record(block), 0);
        ChangeEvent.Delete delete = (ChangeEvent.Delete) event(rendered);
        assertThat(delete.row().kind()).isEqualTo(RowImage.Kind.KEY_ONLY);
        assertThat(delete.row().values()).containsExactly(7L, null);
        assertThat(new String(rendered.key(), UTF_8)).endsWith("\"payload\":{\"id\":\"7\"}}");
    }

    @Test
    void rowsOfLoadsStandBeforeTheStreamOrAtTheirWatermark() {
        SourcePosition first = new SourcePosition(0, 2_000, 1L << 40, 5, 6);
        SourcePosition later = new SourcePosition(1_000, 2_000, 1L << 40, 5, 6);
        block.row(ChangeKind.READ, first, ORDERS.encoded(), null, false, Tuples.of("1", "a"));
        block.row(ChangeKind.READ, later, ORDERS.encoded(), null, false, Tuples.of("1", "a"));
        assertThat(event(BlockJson.render(record(block), 0)).position()).isEqualTo(first);
    }

    @Test
    void truncatesMessagesAndHeartbeatsHaveTheirPlaces() {
        SourcePosition early = new SourcePosition(0, 2_000, 0, 5, 6);
        block.truncate(AT, ORDERS.encoded());
        block.message(AT, "millrace.barrier", "content ☕".getBytes(UTF_8));
        block.message(early, "other", new byte[0]);
        block.heartbeat(AT);
        block.heartbeat(early);
        BlockJson json = new BlockJson(record(block));

        ChangeEvent.Truncate truncate = (ChangeEvent.Truncate) event(json.render(0));
        assertThat(truncate.table()).isEqualTo(ORDERS.table());
        assertThat(truncate.oid()).isEqualTo(16402);
        assertThat(truncate.position()).isEqualTo(AT);
        ChangeEvent.Message message = (ChangeEvent.Message) event(json.render(1));
        assertThat(message.content()).isEqualTo("content ☕");
        assertThat(message.position()).isEqualTo(AT);
        assertThat(event(json.render(2)).position()).isEqualTo(early);
        assertThat(event(json.render(3)).position()).isEqualTo(AT);
        ChangeEvent last = event(json.render(4));
        assertThat(last).isInstanceOf(ChangeEvent.Heartbeat.class);
        assertThat(last.position()).isEqualTo(early);
        assertThat(((ChangeEvent.Truncate) event(json.render(0))).table()).isEqualTo(ORDERS.table());
    }

    @Test
    void aChangeThatIsNoTextIsABlockOfItsOwn() {
        TableDescription.Encoded orders = ORDERS.encoded();
        byte[] latin = {0, 2, 't', 0, 0, 0, 1, '5', 't', 0, 0, 0, 1, (byte) 0xE9};
        block.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", "first"));
        block.row(ChangeKind.INSERT, AT, orders, null, false, new Tuple(latin, 0, latin.length));
        block.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", "one", "too many"));
        LogRecord record = record(block);
        for (int index = 1; index <= 2; index++) {
            LogRecord alone = BlockJson.render(record, index);
            assertThat(alone.at().index()).isEqualTo(index);
            BlockReader reader = new BlockReader(requireNonNull(alone.value()));
            assertThat(reader.count()).isEqualTo(1);
            assertThat(reader.next()).isTrue();
            assertThat(reader.position()).isEqualTo(AT);
            assertThat(TableDescription.parse(reader.description(0))).isEqualTo(ORDERS);
            Tuple row = requireNonNull(reader.row());
            byte[] bytes = Arrays.copyOfRange(row.bytes(), row.from(), row.from() + row.length());
            if (index == 1) {
                assertThat(bytes).isEqualTo(latin);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void whatIsNoBlockStaysWhatItIs() {
        block.row(ChangeKind.INSERT, AT, ORDERS.encoded(), null, false, Tuples.of("1", "first"));
        byte[] whole = block.finish();
        for (byte[] value : List.of(
                "{}".getBytes(UTF_8),
                new byte[] {BlockWriter.MAGIC},
                new byte[] {BlockWriter.MAGIC, 9},
                Arrays.copyOf(whole, whole.length - 1))) {
            assertThat(BlockJson.render(record(value), 3).value()).isSameAs(value);
            assertThat(BlockJson.render(record(value), 0).at().index()).isZero();
        }
        assertThat(BlockJson.render(record(whole), 1).value()).isSameAs(whole);
    }

    @Test
    void headersOfTheRecordStay() {
        block.heartbeat(AT);
        LogRecord record = new LogRecord(
                new StreamPosition("changes", 0, 1, 2), null, block.finish(), Map.of(StreamHeader.REPLAY, new byte[] {1
                }));
        assertThat(BlockJson.render(record, 0).headers()).containsOnlyKeys(StreamHeader.REPLAY);
    }

    private static ChangeEvent event(LogRecord record) {
        DecodedRecord decoded = new DebeziumJsonDecoder().decode(record);
        assertThat(decoded)
                .as(() -> decoded instanceof DecodedRecord.Rejected rejected
                        ? rejected.deadLetter().reason()
                        : "")
                .isInstanceOf(DecodedRecord.Event.class);
        return ((DecodedRecord.Event) decoded).event();
    }
}
