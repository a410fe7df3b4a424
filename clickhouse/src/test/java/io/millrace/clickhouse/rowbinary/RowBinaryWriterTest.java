package io.millrace.clickhouse.rowbinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.warehouse.WarehouseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RowBinaryWriterTest {
    private static final TableId ID = new TableId("public", "t");
    private static final WarehouseTable TABLE = new WarehouseTable(
            ID,
            List.of(
                    new WarehouseColumn("id", Simple.INT16),
                    new WarehouseColumn("name", Simple.STRING),
                    new WarehouseColumn("note", new Nullable(Simple.STRING))),
            List.of("id"));
    private static final StreamPosition AT = new StreamPosition("topic", 0, 7, 3);
    private static final SourcePosition POSITION = new SourcePosition(2, 1, 0, 4, 5);
    /** _version (lsn, then commit LSN), _deleted, _op, _committed_at, _captured_at, _logged_at, _rescued. */
    private static final String INSERTED = "0100000000000000" + "0200000000000000" + "00" + "0163" + "0400000000000000"
            + "0500000000000000" + "0300000000000000" + "00";

    private final RowBinaryWriter writer = new RowBinaryWriter();

    @Test
    void columnsAreMatchedByNameAndMissingOnesGetTheirDefault() {
        TableSchema older = schema("name", "id");

        assertThat(written(insert(older, "x", 1L))).isEqualTo("0100" + "0178" + "01" + INSERTED);
    }

    @Test
    void schemaVersionsCanStandSideBySide() {
        String hex = written(insert(schema("name", "id"), "x", 1L), insert(schema("id", "name", "note"), 2L, "y", "z"));

        assertThat(hex).isEqualTo("0100" + "0178" + "01" + INSERTED + "0200" + "0179" + "00017a" + INSERTED);
    }

    @Test
    void aDeleteKeepsNothingButTheKey() {
        RowImage image = new RowImage(RowImage.Kind.FULL, new Object[] {1L, "x", "y"}, Map.of("name", "secret"));

        assertThat(written(new Delete(AT, POSITION, schema("id", "name", "note"), image)))
                .isEqualTo("0100" + "00" + "01" + INSERTED.replaceFirst("000163", "010164"));
    }

    @Test
    void rescuedValuesTravelAsText() {
        RowImage image = new RowImage(RowImage.Kind.FULL, new Object[] {1L, "", null}, Map.of("note", "9"));

        assertThat(written(new Insert(AT, POSITION, schema("id", "name", "note"), image)))
                .endsWith("01" + "046e6f7465" + "0139");
    }

    @Test
    void aBadValueIsNamedByItsColumnOnly() {
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> written(insert(schema("id", "name"), 70_000L, "x")))
                .withMessage("The value of column id of public.t is outside the range of the warehouse's column")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_REJECTED));
    }

    @Test
    void aColumnThatTheTableLacksIsNeverDroppedSilently() {
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> written(insert(schema("id", "name", "extra"), 1L, "x", "y")))
                .withMessageContaining("extra")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUES_MISSING));
    }

    private String written(RowChange... changes) {
        RowBinaryBuffer out = new RowBinaryBuffer(1);
        writer.write(TABLE, List.of(changes), out);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static RowChange insert(TableSchema schema, Object... values) {
        return new Insert(AT, POSITION, schema, new RowImage(RowImage.Kind.FULL, values, Map.of()));
    }

    private static TableSchema schema(String... columns) {
        return new TableSchema(
                ID,
                List.of(columns).stream()
                        .map(name -> new Column(name, new SourceType("text", -1, -1, "string", ""), true))
                        .toList(),
                List.of(List.of(columns).indexOf("id")));
    }
}
