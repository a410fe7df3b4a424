package io.millrace.core.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.rowbinary.ValueEncoders;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseTypeParser;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuples;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BlockDecoderTest {
    private static final TableId ORDERS = new TableId("public", "orders");
    private static final SourcePosition AT = new SourcePosition(100, 110, 7, 1_000_000, 1_000_500);

    private final BlockWriter writer = new BlockWriter();
    private final BlockDecoder decoder = new BlockDecoder(TypeMapping.defaults());

    private static TableDescription.Encoded table(List<String> key, String... namesAndTypes) {
        TableDescription.Column[] columns = new TableDescription.Column[namesAndTypes.length / 2];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new TableDescription.Column(
                    namesAndTypes[2 * i],
                    "{\"type\":\"" + namesAndTypes[2 * i + 1].replace("/", "\",\"modifier\":")
                            + (namesAndTypes[2 * i + 1].contains("/") ? "}" : "\"}"));
        }
        return new TableDescription(ORDERS, List.of(columns), key, null).encoded();
    }

    private List<DecodedRecord> decode() {
        return decoder.decode(new LogRecord(new StreamPosition("changes", 2, 40, 1_001), null, writer.finish()));
    }

    private static ChangeEvent.RowChange row(DecodedRecord decoded) {
        return (ChangeEvent.RowChange) ((DecodedRecord.Event) decoded).event();
    }

    @Test
    void theChangesOfABlockComeInOrderEachWithItsPlace() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int8", "note", "text");
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", "a"));
        writer.row(
                ChangeKind.UPDATE,
                new SourcePosition(120, 130, 8, 1_000_700, 1_000_900),
                orders,
                null,
                false,
                Tuples.of("1", null));
        writer.row(
                ChangeKind.DELETE,
                new SourcePosition(140, 150, 9, 1_000_800, 1_000_900),
                orders,
                Tuples.of("1", null),
                false,
                null);
        List<DecodedRecord> decoded = decode();
        assertThat(decoded).hasSize(3);
        assertThat(row(decoded.get(0))).isInstanceOf(ChangeEvent.Insert.class);
        assertThat(row(decoded.get(0)).position()).isEqualTo(AT);
        assertThat(row(decoded.get(0)).row().values()).containsExactly(1L, "a");
        assertThat(row(decoded.get(1))).isInstanceOf(ChangeEvent.Update.class);
        assertThat(row(decoded.get(1)).row().values()).containsExactly(1L, null);
        assertThat(row(decoded.get(1)).position().lsn()).isEqualTo(130);
        assertThat(row(decoded.get(2))).isInstanceOf(ChangeEvent.Delete.class);
        assertThat(row(decoded.get(2)).row().kind()).isEqualTo(RowImage.Kind.KEY_ONLY);
        assertThat(row(decoded.get(2)).row().values()).containsExactly(1L, null);
        assertThat(row(decoded.get(2)).at()).isEqualTo(new StreamPosition("changes", 2, 40, 1_001, 2));
        assertThat(row(decoded.get(1)).schema()).isSameAs(row(decoded.get(0)).schema());
    }

    static Stream<Arguments> values() {
        return Stream.of(
                values("int2", "0", "-32768", "32767", "40000", "+5", "007"),
                values("int4", "-2147483648", "2147483647", "2147483648"),
                values("int8", "-9223372036854775808", "9223372036854775807", "123456789012345678"),
                values("oid", "0", "4294967295"),
                values("bool", "t", "f"),
                values("float4", "1.5", "NaN", "-Infinity", "1e-30"),
                values("float8", "0.1", "-0", "Infinity", "1.7976931348623157e+308"),
                values(
                        "numeric/655366",
                        "0.00",
                        "-12345678.91",
                        "12.5",
                        "99999999.99",
                        "NaN",
                        "1234567890123.1",
                        "0.005"),
                values("numeric", "1", "-0.00000000000000000000001", "1e10", "123456789012345678901234567890"),
                values("numeric/1245186", "12345678901234567.12", "-1.5", "0"),
                values("numeric/2490372", "1234567890123456789012345678901234", "-0.0001", "-7"),
                values("text", "", "€uro", "with \"quotes\"", "null"),
                values("bpchar", "EUR"),
                values("varchar", "x"),
                values("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                values("date", "2026-11-29", "1899-12-31", "infinity", "0044-03-15 BC", "12026-01-01", "2299-12-31"),
                values("timestamp", "2026-11-29 12:00:00", "2026-11-29 12:00:00.5", "2026-11-29 24:00:00", "infinity"),
                values(
                        "timestamptz",
                        "2026-11-29 12:00:00+00",
                        "2026-11-29 12:00:00.123456+00",
                        "2026-11-29 12:00:00.1+05:30",
                        "1850-01-01 00:00:00+00",
                        "2300-01-01 00:00:00+00",
                        "1969-12-31 23:59:59.999999+00"),
                values("time", "13:05:00.25"),
                values("interval", "1 year 2 mons 3 days 04:05:06.789"),
                values("bytea", "\\x00ff10"),
                values("jsonb", "{\"a\": 1}", "[1,2]", "null"),
                values("money", "$1,234.50"),
                values("inet", "10.0.0.1/8"));
    }

    private static Arguments values(String type, String... values) {
        return Arguments.of(type, List.of(values));
    }

    /** The bytes that land must be those of the objects that the readers make, whichever way a value takes. */
    @ParameterizedTest
    @MethodSource("values")
    void bytesAndObjectsSayTheSame(String type, List<String> texts) {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int4", "value", type);
        for (String text : texts) {
            writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", text));
        }
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", null));
        List<DecodedRecord> decoded = decode();
        for (int i = 0; i < decoded.size(); i++) {
            if (!(decoded.get(i) instanceof DecodedRecord.Event)) {
                // A number out of the type's range: Postgres does not write it.
                continue;
            }
            RowImage image = row(decoded.get(i)).row();
            EncodedRow encoded = image.encoded();
            assertThat(encoded).isNotNull();
            Object value = image.values()[1];
            byte[] bytes = Arrays.copyOfRange(encoded.bytes(), encoded.start(1), encoded.end(1));
            assertThat(bytes)
                    .as("%s of %s", i, type)
                    .isEqualTo(expected(value, encoded.layout().types()[1]));
        }
    }

    private static byte[] expected(@Nullable Object value, String type) {
        RowBinaryBuffer out = new RowBinaryBuffer();
        if (value == null) {
            out.int8(1);
        } else {
            out.int8(0);
            ValueEncoders.of(WarehouseTypeParser.parse(type)).encode(value, out);
        }
        return out.toByteArray();
    }

    @Test
    void valuesThatDoNotFitAreRescued() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int4", "born", "date");
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("1", "0044-03-15 BC"));
        assertThat(row(decode().get(0)).row().rescued()).containsEntry("born", "0044-03-15 BC");
    }

    @Test
    void untouchedValuesMakeARowPartialAndAreTakenFromTheWholeOldRow() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int4", "big", "text", "n", "int4");
        writer.row(ChangeKind.UPDATE, AT, orders, null, false, Tuples.of("1", Tuples.UNCHANGED, "5"));
        writer.row(
                ChangeKind.UPDATE,
                AT,
                orders,
                Tuples.of("1", "large", "4"),
                true,
                Tuples.of("1", Tuples.UNCHANGED, "5"));
        List<DecodedRecord> decoded = decode();
        RowImage partial = row(decoded.get(0)).row();
        assertThat(partial.kind()).isEqualTo(RowImage.Kind.PARTIAL);
        assertThat(partial.values()).containsExactly(1L, RowImage.UNCHANGED, 5L);
        RowImage full = row(decoded.get(1)).row();
        assertThat(full.kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(full.values()).containsExactly(1L, "large", 5L);
    }

    @Test
    void anUntouchedKeyIsTakenFromTheOldKey() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "text", "big", "text", "n", "int4");
        writer.row(
                ChangeKind.UPDATE,
                AT,
                orders,
                Tuples.of("large key", null, null),
                false,
                Tuples.of(Tuples.UNCHANGED, "x", "5"));
        writer.row(
                ChangeKind.UPDATE,
                AT,
                orders,
                Tuples.of("large key", null, null),
                false,
                Tuples.of(Tuples.UNCHANGED, Tuples.UNCHANGED, "5"));
        List<DecodedRecord> decoded = decode();
        assertThat(row(decoded.get(0)).row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(row(decoded.get(0)).row().values()).containsExactly("large key", "x", 5L);
        assertThat(row(decoded.get(1)).row().kind()).isEqualTo(RowImage.Kind.PARTIAL);
        assertThat(row(decoded.get(1)).row().values()).containsExactly("large key", RowImage.UNCHANGED, 5L);
    }

    @Test
    void aTableWithoutAKeyIdentifiesItsRowsByAllTheirValues() {
        TableDescription.Encoded log = table(List.of(), "a", "int4", "b", "text");
        SourcePosition third = new SourcePosition(100, 110, 7, 1, 2, 3);
        writer.row(ChangeKind.UPDATE, third, log, Tuples.of("1", "x"), true, Tuples.of("2", "y"));
        writer.row(ChangeKind.DELETE, third, log, Tuples.of("2", "y"), true, null);
        List<DecodedRecord> decoded = decode();
        ChangeEvent.Update update = (ChangeEvent.Update) row(decoded.get(0));
        assertThat(update.before()).isNotNull();
        assertThat(update.before().values()).containsExactly(1L, "x");
        assertThat(update.position().ordinal()).isEqualTo(3);
        assertThat(row(decoded.get(1)).row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(row(decoded.get(1)).row().values()).containsExactly(2L, "y");
    }

    @Test
    void aDeleteByTheKeyOfAPartitionDoesNotIdentifyTheRowOfAPartitionedTableWithoutAKey() {
        TableDescription.Encoded log = table(List.of(), "a", "int4", "b", "text");
        writer.row(ChangeKind.DELETE, AT, log, Tuples.of("2", null), false, null);
        assertThat(row(decode().get(0)).row().kind()).isEqualTo(RowImage.Kind.KEY_ONLY);
    }

    @Test
    void aSchemaThatIsSeenElsewhereIsThatOfItsRows() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int4", "note", "text");
        writer.message(AT, MessagePrefix.DESCRIPTION, orders.bytes());
        writer.message(AT, MessagePrefix.DESCRIPTION, "no description".getBytes(UTF_8));
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("4", "a"));
        List<DecodedRecord> decoded = decode();
        assertThat(((DecodedRecord.Event) decoded.get(0)).event())
                .isInstanceOfSatisfying(
                        ChangeEvent.SchemaSeen.class,
                        seen -> assertThat(seen.schema())
                                .isSameAs(row(decoded.get(2)).schema()));
        assertThat(((DecodedRecord.Event) decoded.get(1)).event()).isInstanceOf(ChangeEvent.Message.class);
    }

    @Test
    void aBadValueHarmsItsOwnChangeOnly() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int4", "note", "text");
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("four", "a"));
        writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("5", "b"));
        List<DecodedRecord> decoded = decode();
        DecodedRecord.Rejected bad = (DecodedRecord.Rejected) decoded.get(0);
        assertThat(bad.deadLetter().code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(bad.deadLetter().table()).contains(ORDERS);
        assertThat(row(decoded.get(1)).row().values()[1]).isEqualTo("b");
    }

    @Test
    void messagesAndHeartbeatsAreNoRows() {
        writer.message(AT, "millrace.barrier", new byte[] {'x'});
        writer.heartbeat(AT);
        writer.truncate(AT, table(List.of("id"), "id", "int4"));
        assertThat(decode())
                .extracting(decoded ->
                        (Object) ((DecodedRecord.Event) decoded).event().getClass())
                .containsExactly(ChangeEvent.Message.class, ChangeEvent.Heartbeat.class, ChangeEvent.Truncate.class);
    }

    @Test
    void damagedBlocksAreRejectedNeverThrown() {
        TableDescription.Encoded orders = table(List.of("id"), "id", "int8", "note", "text");
        for (int i = 0; i < 20; i++) {
            writer.row(ChangeKind.INSERT, AT, orders, null, false, Tuples.of("" + i, "note " + i));
        }
        byte[] block = writer.finish();
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(block, 3 + random.nextInt(block.length - 2));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt(256);
            }
            List<DecodedRecord> decoded =
                    decoder.decode(new LogRecord(new StreamPosition("changes", 0, round, 0), null, damaged));
            for (DecodedRecord one : decoded) {
                if (one instanceof DecodedRecord.Event event && event.event() instanceof ChangeEvent.RowChange change) {
                    assertThat(change.row().values())
                            .hasSize(change.schema().columns().size());
                }
            }
        }
    }

    @Test
    void aBlockOfALaterVersionSaysWhatToDo() {
        List<DecodedRecord> decoded =
                decoder.decode(new LogRecord(new StreamPosition("changes", 0, 1, 0), null, new byte[] {'M', 9, 0, 0}));
        assertThat(((DecodedRecord.Rejected) decoded.get(0)).deadLetter().reason())
                .contains("update the pipeline");
    }
}
