package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a Debezium connector sends that nobody has set up for Millrace: numerics as bytes, its own placeholder, no schemas. */
final class StockDebeziumTest {
    private static final String DECIMAL =
            "\"name\":\"org.apache.kafka.connect.data.Decimal\",\"version\":1,\"parameters\":{"
                    + "\"scale\":\"%d\",\"connect.decimal.precision\":\"%d\"}";
    private static final String VARIABLE =
            "\"name\":\"io.debezium.data.VariableScaleDecimal\",\"version\":1,\"fields\":["
                    + "{\"type\":\"int32\",\"optional\":false,\"field\":\"scale\"},{\"type\":\"bytes\",\"optional\":false,\"field\":\"value\"}]";

    private final DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();

    @Test
    void aNumericOfDeclaredScaleIsExact() {
        for (String number : List.of("0.00", "12.34", "-0.01", "99999999.99", "-99999999.99")) {
            BigDecimal value = new BigDecimal(number);
            RowImage row = insert("bytes", DECIMAL.formatted(2, 10), quoted(base64(value)));
            assertThat(row.values()[1]).isEqualTo(value);
            assertThat(row.rescued()).isEmpty();
        }
    }

    @Test
    void aNumericWithoutScaleIsExactWhereItsColumnHoldsIt() {
        RowImage row = insert("struct", VARIABLE, variable(new BigDecimal("12345678901234567890.123456789")));
        assertThat((BigDecimal) row.values()[1]).isEqualByComparingTo("12345678901234567890.123456789");
        RowImage large = insert("struct", VARIABLE, variable(BigDecimal.TEN.pow(60)));
        assertThat(large.values()[1]).isNull();
        assertThat(large.rescued()).containsEntry("v", "1" + "0".repeat(60));
        assertThat(insert("struct", VARIABLE, "null").values()[1]).isNull();
    }

    @Test
    void whatIsNoDecimalIsABadValue() {
        assertThat(rejected("bytes", DECIMAL.formatted(2, 10), "\"%%%\"").code())
                .isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(rejected("struct", VARIABLE, "{\"scale\":1}").code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(rejected("struct", VARIABLE, "{\"scale\":2000000000,\"value\":\"AQ==\"}")
                        .code())
                .isEqualTo(ErrorCode.BAD_VALUE);
    }

    @Test
    void debeziumsOwnPlaceholderStandsForAnUntouchedValue() {
        String text = "__debezium_unavailable_value";
        assertThat(insert("string", "", quoted(text)).values()[1]).isSameAs(RowImage.UNCHANGED);
        String bytes = Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(insert("bytes", "", quoted(bytes)).values()[1]).isSameAs(RowImage.UNCHANGED);
        String list = "\"items\":{\"type\":\"string\",\"optional\":true}";
        assertThat(insert("array", list, "[" + quoted(text) + "]").values()[1]).isSameAs(RowImage.UNCHANGED);
        assertThat(insert("array", list, "[" + quoted(text) + ",\"b\"]").values()[1])
                .isEqualTo(List.of(text, "b"));
    }

    /** A dead letter can be of a row that holds just that. */
    @Test
    void inATextOfMillraceItIsAText() {
        String text =
                "\"name\":\"io.millrace.PostgresText\",\"parameters\":{\"millrace.type\":\"{\\\"type\\\":\\\"text\\\"}\"}";
        assertThat(insert("string", text, quoted("__debezium_unavailable_value"))
                        .values()[1])
                .isEqualTo("__debezium_unavailable_value");
    }

    @Test
    void withoutSchemasARecordSaysWhatToSet() {
        DecodedRecord decoded =
                decoder.decode(Envelope.record("{\"id\":1}", Envelope.payload("c", "null", Envelope.ROW)));
        DeadLetter deadLetter = ((DecodedRecord.Rejected) decoded).deadLetter();
        assertThat(deadLetter.code()).isEqualTo(ErrorCode.NOT_A_CHANGE);
        assertThat(deadLetter.reason()).contains("value.converter.schemas.enable=true");
    }

    private RowImage insert(String type, String more, String value) {
        DecodedRecord decoded = decode(type, more, value);
        assertThat(decoded)
                .as(() -> decoded instanceof DecodedRecord.Rejected no
                        ? no.deadLetter().reason()
                        : "")
                .isInstanceOf(DecodedRecord.Event.class);
        return ((RowChange) ((DecodedRecord.Event) decoded).event()).row();
    }

    private DeadLetter rejected(String type, String more, String value) {
        return ((DecodedRecord.Rejected) decode(type, more, value)).deadLetter();
    }

    private DecodedRecord decode(String type, String more, @Nullable String value) {
        String columns = "{\"type\":\"int64\",\"optional\":false,\"field\":\"id\"},{\"type\":\"" + type
                + "\",\"optional\":true," + (more.isEmpty() ? "" : more + ",") + "\"field\":\"v\"}";
        String payload = Envelope.payload("c", "null", "{\"id\":1,\"v\":" + value + "}");
        return decoder.decode(Envelope.record(
                Envelope.key(), "{\"schema\":" + Envelope.schema(columns) + ",\"payload\":" + payload + "}"));
    }

    private static String variable(BigDecimal number) {
        return "{\"scale\":" + number.scale() + ",\"value\":" + quoted(base64(number)) + "}";
    }

    private static String base64(BigDecimal number) {
        BigInteger unscaled = number.unscaledValue();
        return Base64.getEncoder().encodeToString(unscaled.toByteArray());
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
