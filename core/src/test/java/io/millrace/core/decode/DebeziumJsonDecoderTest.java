package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.type.TypeMapping;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DebeziumJsonDecoderTest {
    private final DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();

    @Test
    void anInsertHasItsRowKeyAndPosition() {
        ChangeEvent.Insert insert = (ChangeEvent.Insert) event(Envelope.insert());
        assertThat(insert.schema().table()).isEqualTo(new TableId("public", "orders"));
        assertThat(insert.schema().keyColumns()).containsExactly(0);
        assertThat(insert.row().values()).containsExactly(1L, "secret");
        assertThat(insert.position()).isEqualTo(new SourcePosition(100, 200, 7, 5001, 6001));
        assertThat(insert.at().offset()).isEqualTo(40);
    }

    @Test
    void recordsOfOneVersionShareTheirSchema() {
        ChangeEvent.Insert first = (ChangeEvent.Insert) event(Envelope.insert());
        ChangeEvent.Insert second = (ChangeEvent.Insert) event(Envelope.insert());
        assertThat(second.schema()).isSameAs(first.schema());
    }

    @Test
    void oneSchemaCanServeSeveralTables() {
        event(Envelope.insert());
        ChangeEvent.Insert other = (ChangeEvent.Insert) event(Envelope.insert().replace("\"orders\"", "\"others\""));
        assertThat(other.schema().table()).isEqualTo(new TableId("public", "others"));
    }

    @Test
    void aRecordWithoutKeyIsOfATableWithoutKey() {
        DecodedRecord decoded = decoder.decode(Envelope.record(null, Envelope.insert()));
        ChangeEvent.Insert insert = (ChangeEvent.Insert) ((DecodedRecord.Event) decoded).event();
        assertThat(insert.schema().hasKey()).isFalse();
    }

    @Test
    void aDeleteTrustsOnlyItsKey() {
        ChangeEvent.Delete delete =
                (ChangeEvent.Delete) event(Envelope.value(Envelope.payload("d", "{\"id\":1,\"note\":\"\"}", "null")));
        assertThat(delete.row().kind()).isEqualTo(RowImage.Kind.KEY_ONLY);
        assertThat(delete.row().values()).containsExactly(1L, null);
    }

    @Test
    void aSnapshotRowIsOlderThanEveryStreamedChange() {
        ChangeEvent.SnapshotRead read =
                (ChangeEvent.SnapshotRead) event(Envelope.value(Envelope.payload("r", "null", Envelope.ROW)));
        assertThat(read.position().commitLsn()).isZero();
        assertThat(read.position().lsn()).isEqualTo(200);
    }

    @Test
    void aStreamedChangeBeforeAnyCommitIsNewerThanASnapshot() {
        ChangeEvent event = event(Envelope.insert().replace("\\\"100\\\"", "null"));
        assertThat(event.position().commitLsn()).isEqualTo(1);
    }

    @Test
    void millisecondsStandInForMicroseconds() {
        ChangeEvent event = event(
                Envelope.insert().replace("\"ts_us\":5001", "\"ts_us\":null").replace(",\"ts_us\":6001", ""));
        assertThat(event.position().committedAtMicros()).isEqualTo(5000);
        assertThat(event.position().capturedAtMicros()).isEqualTo(6000);
    }

    @Test
    void largeLsnsAreUnsigned() {
        ChangeEvent event = event(Envelope.insert().replace("\\\"100\\\"", "\\\"18446744073709551615\\\""));
        assertThat(event.position().commitLsn()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | '' | TEXT",
                "bytes | '' | BYTEA",
                "string | '' | BYTEA",
                "string | '' | NUMERIC",
                "string | io.debezium.data.Json | JSONB",
                "string | io.millrace.PostgresText | {\"type\":\"bytea\"}",
                "string | io.millrace.PostgresText | {\"type\":\"_int4\",\"of\":{\"type\":\"int4\"}}",
            })
    void theStandInOfAnUntouchedValueBecomesUnchanged(String type, String name, String pgType) {
        String column = name.equals(PostgresText.NAME)
                ? "{\"type\":\"string\",\"optional\":true,\"name\":\"" + name
                        + "\",\"parameters\":{\"millrace.type\":\"" + pgType.replace("\"", "\\\"")
                        + "\"},\"field\":\"v\"}"
                : Envelope.column("v", type, name, pgType);
        assertThat(onlyValue(column, "\"untouched\\u0000value\"")).isSameAs(RowImage.UNCHANGED);
    }

    @Test
    void soDoesThatOfAnUntouchedArray() {
        String column = "{\"type\":\"array\",\"optional\":true,\"items\":{\"type\":\"int32\"},\"field\":\"v\"}";
        assertThat(onlyValue(column, "\"untouched\\u0000value\"")).isSameAs(RowImage.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_debezium_unavailable_value", "untouched value", "untouchedvalue", "untouched\\\\u0000value"})
    void whatLooksLikeTheStandInIsText(String json) {
        assertThat(onlyValue("string", "", "TEXT", "\"" + json + "\"")).isEqualTo(json.replace("\\\\", "\\"));
    }

    @Test
    void aKeyIsNeverUntouched() {
        String payload = Envelope.payload("u", "null", "{\"id\":\"untouched\\u0000value\",\"note\":\"\"}");
        assertThat(rejected(Envelope.value(payload)).code()).isEqualTo(ErrorCode.BAD_VALUE);
    }

    @Test
    void aListOfListsLandsEmptyAndItsTextIsRescued() {
        String column = "{\"type\":\"array\",\"optional\":true,\"items\":{\"type\":\"int32\"},\"field\":\"v\"}";
        ChangeEvent.Insert insert = insert(column, "[[1,2],[3,4]]");
        assertThat(insert.row().values()[1]).isEqualTo(List.of());
        assertThat(insert.row().rescued()).containsEntry("v", "[[1,2],[3,4]]");
    }

    @Test
    void anUnknownStructureLandsAsItsJson() {
        assertThat(onlyValue("struct", "io.debezium.data.geometry.Point", "POINT", "{\"x\":1.5,\"y\":[2, 3]}"))
                .isEqualTo("{\"x\":1.5,\"y\":[2, 3]}");
    }

    @Test
    void aMessageIsRead() {
        String schema = "{\"type\":\"struct\",\"name\":\"io.debezium.connector.postgresql.MessageValue\"}";
        ChangeEvent.Message message =
                (ChangeEvent.Message) event("{\"schema\":" + schema + ",\"payload\":{\"op\":\"m\"," + "\"source\":"
                        + Envelope.SOURCE + ",\"message\":{\"prefix\":\"p\",\"content\":\"aGk=\"}}}");
        assertThat(message.prefix()).isEqualTo("p");
        assertThat(message.content()).isEqualTo("hi");
        assertThat(message.position().lsn()).isEqualTo(200);
    }

    @Test
    void aMissingValueIsAnEmptyRecord() {
        assertThat(rejected(Envelope.record(Envelope.key(), null)).code()).isEqualTo(ErrorCode.EMPTY_RECORD);
        assertThat(rejected(Envelope.record(null, "")).code()).isEqualTo(ErrorCode.EMPTY_RECORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"garbage", "{", "{\"a\":", "\u0000\u0001", "{\"schema\":{},\"payload\":", "<xml/>", "{\"a\":1,}"
            })
    void whatIsNoJsonSaysSo(String value) {
        assertThat(rejected(value).code()).isEqualTo(ErrorCode.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {" trailing", "}", "{}", "]", "\n{\"a\":1}"})
    void bytesBehindTheJsonAreNoJson(String tail) {
        assertThat(rejected(Envelope.insert() + tail).code()).isEqualTo(ErrorCode.NOT_JSON);
    }

    @Test
    void whiteSpaceBehindTheJsonIsFine() {
        assertThat(event(Envelope.insert() + " \n")).isInstanceOf(ChangeEvent.Insert.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"text\"",
                "[]",
                "{}",
                "{\"hello\":\"world\"}",
                "{\"schema\":null,\"payload\":{\"op\":\"c\"}}",
                "{\"payload\":{\"op\":\"c\"}}",
                "{\"before\":null,\"after\":{\"id\":1},\"op\":\"c\"}",
                "{\"schema\":{\"type\":\"string\"},\"payload\":\"x\"}",
            })
    void jsonThatIsNoChangeSaysSo(String value) {
        assertThat(rejected(value).code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
    }

    @Test
    void fiveMegabytesOfGarbageAreNoJsonRatherThanTooLarge() {
        assertThat(rejected("x".repeat(5_000_000)).code()).isEqualTo(ErrorCode.NOT_JSON);
        assertThat(rejected("{\"a\":\"" + "x".repeat(5_000_000) + "\"}").code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
    }

    @Test
    void withoutItsSchemaARecordSaysWhatToSet() {
        var deadLetter =
                rejected("{\"before\":null,\"after\":{\"id\":1},\"source\":{\"schema\":\"public\"},\"op\":\"c\"}");
        assertThat(deadLetter.code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
        assertThat(deadLetter.reason()).contains("value.converter.schemas.enable=true");
    }

    @Test
    void aChangeBeyondTheLimitIsTooLarge() {
        DebeziumJsonDecoder small = new DebeziumJsonDecoder(TypeMapping.defaults(), 100);
        DecodedRecord decoded = small.decode(Envelope.record(Envelope.key(), Envelope.insert()));
        assertThat(((DecodedRecord.Rejected) decoded).deadLetter().code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
    }

    @Test
    void anUnknownOperationNamesTableAndVersion() {
        DeadLetter deadLetter = rejected(Envelope.value(Envelope.payload("x", "null", Envelope.ROW)));
        assertThat(deadLetter.code()).isEqualTo(ErrorCode.UNKNOWN_OPERATION);
        assertThat(deadLetter.table()).contains(new TableId("public", "orders"));
        assertThat(deadLetter.version()).contains(new SourcePosition(100, 200, 0, 0, 0).version());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"secret\",\"note\":\"a\"}",
                "{\"id\":1.5,\"note\":\"a\"}",
                "{\"id\":1,\"note\":5}",
                "{\"id\":1,\"note\":[1]}",
                "{\"id\":null,\"note\":\"a\"}",
                "{\"id\":99999999999999999999,\"note\":\"a\"}",
                "{\"id\":1}",
                "{\"id\":1,\"id\":2,\"note\":\"a\"}",
                "{\"id\":1,\"note\":\"a\",\"secret\":1}",
                "\"secret\"",
            })
    void aWrongValueNamesItsTableAndKeepsItsSecret(String row) {
        DeadLetter deadLetter = rejected(Envelope.value(Envelope.payload("c", "null", row)));
        assertThat(deadLetter.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(deadLetter.table()).contains(new TableId("public", "orders"));
        assertThat(deadLetter.version()).isPresent();
        assertThat(deadLetter.reason()).startsWith("Table public.orders: ").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"sequence\":\"[\\\"100\\\",\\\"200\\\"]\" | \"sequence\":null",
                "\"sequence\":\"[\\\"100\\\",\\\"200\\\"]\" | \"sequence\":\"[]\"",
                "\"sequence\":\"[\\\"100\\\",\\\"200\\\"]\" | \"sequence\":\"[\\\"a\\\",\\\"200\\\"]\"",
                "\"lsn\":200 | \"lsn\":\"x\"",
            })
    void anEventWithoutPositionIsRejected(String from, String to) {
        assertThat(Envelope.insert()).contains(from);
        assertThat(rejected(Envelope.insert().replace(from, to)).code()).isEqualTo(ErrorCode.BAD_POSITION);
    }

    @Test
    void aTypeThatConnectDoesNotHaveIsUnknown() {
        String value =
                Envelope.insert().replace("\"type\":\"string\",\"optional\"", "\"type\":\"complex\",\"optional\"");
        assertThat(rejected(value).code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    }

    @Test
    void endlessNestingAndEndlessNumbersAreRejected() {
        assertThat(rejected("[".repeat(100_000)).code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
        assertThat(rejected("{\"a\":".repeat(100_000)).code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
        String deep = "{\"id\":1,\"note\":" + "[".repeat(5000) + "}";
        assertThat(rejected(Envelope.value(Envelope.payload("c", "null", deep))))
                .isNotNull();
        String number = "{\"id\":" + "9".repeat(100_000) + ",\"note\":\"a\"}";
        assertThat(rejected(Envelope.value(Envelope.payload("c", "null", number))))
                .isNotNull();
    }

    @Test
    void bytesThatAreNoUtf8AreNoJson() {
        byte[] value = Envelope.insert().getBytes(StandardCharsets.UTF_8);
        int at = Envelope.insert().indexOf("secret");
        value[at] = (byte) 0xC3;
        DecodedRecord decoded = decoder.decode(new LogRecord(
                Envelope.record(null, null).at(),
                Envelope.record(Envelope.key(), null).key(),
                value));
        assertThat(((DecodedRecord.Rejected) decoded).deadLetter().code()).isEqualTo(ErrorCode.NOT_JSON);
    }

    @Test
    void aBadKeyIsRejectedToo() {
        assertThat(rejected(Envelope.record("garbage", Envelope.insert())).code())
                .isEqualTo(ErrorCode.NOT_JSON);
        assertThat(rejected(Envelope.record("{\"id\":1}", Envelope.insert())).code())
                .isEqualTo(ErrorCode.NOT_A_CHANGE);
        String other = Envelope.key().replace("\"field\":\"id\"", "\"field\":\"other\"");
        assertThat(rejected(Envelope.record(other, Envelope.insert())).code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
    }

    @Test
    void aKeyThatItsTypeDoesNotHoldComesWithItsExactText() {
        String schema = Envelope.schema(
                "{\"type\":\"int32\",\"optional\":false,\"name\":\"io.debezium.time.Date\",\"field\":\"id\"}");
        String value =
                "{\"schema\":" + schema + ",\"payload\":" + Envelope.payload("c", "null", "{\"id\":99999999}") + "}";
        RowImage row = ((ChangeEvent.Insert) event(value)).row();
        assertThat(row.isNull(0)).isTrue();
        assertThat(row.rescued()).containsEntry("id", "275760-09-12");
    }

    private @Nullable Object onlyValue(String type, String name, String pgType, String json) {
        return onlyValue(Envelope.column("v", type, name, pgType), json);
    }

    private @Nullable Object onlyValue(String column, String json) {
        return insert(column, json).row().values()[1];
    }

    private ChangeEvent.Insert insert(String column, String json) {
        String columns = "{\"type\":\"int64\",\"optional\":false,\"field\":\"id\"}," + column;
        String payload = Envelope.payload("c", "null", "{\"id\":1,\"v\":" + json + "}");
        return (ChangeEvent.Insert) event("{\"schema\":" + Envelope.schema(columns) + ",\"payload\":" + payload + "}");
    }

    private ChangeEvent event(String value) {
        DecodedRecord decoded = decoder.decode(Envelope.record(Envelope.key(), value));
        assertThat(decoded).isInstanceOf(DecodedRecord.Event.class);
        return ((DecodedRecord.Event) decoded).event();
    }

    private DeadLetter rejected(String value) {
        return rejected(Envelope.record(Envelope.key(), value));
    }

    private DeadLetter rejected(LogRecord record) {
        DecodedRecord decoded = decoder.decode(record);
        assertThat(decoded).isInstanceOf(DecodedRecord.Rejected.class);
        return ((DecodedRecord.Rejected) decoded).deadLetter();
    }
}
