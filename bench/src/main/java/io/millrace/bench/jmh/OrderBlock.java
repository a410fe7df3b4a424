package io.millrace.bench.jmh;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.TableDescription.Column;
import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A record of the change stream with a block of changes: inserts of orders with 12 columns, as the other benchmarks make them. */
final class OrderBlock {
    private static final String[][] COLUMNS = {
        {"id", "int8", "bigint"},
        {"customer_id", "int4", "integer"},
        {"sku", "text", "text"},
        {"quantity", "int4", "integer"},
        {"unit_price", "numeric", "numeric(10,2)", "655366"},
        {"total", "numeric", "numeric(12,2)", "786438"},
        {"currency", "bpchar", "character(3)", "7"},
        {"status", "text", "text"},
        {"note", "text", "text"},
        {"created_at", "timestamptz", "timestamp with time zone"},
        {"updated_at", "timestamptz", "timestamp with time zone"},
        {"flags", "int4", "integer"}
    };

    private OrderBlock() {}

    /** @param changes how many changes the block holds, each of a transaction of its own */
    static LogRecord of(int changes) {
        var writer = new BlockWriter();
        var table = description().encoded();
        for (int i = 0; i < changes; i++) {
            long lsn = 100_000_000L + 400L * i;
            long time = 1_796_000_000_000_000L + 50L * i;
            writer.row(
                    ChangeKind.INSERT,
                    new SourcePosition(lsn - 40, lsn, 1_000L + i, time, time + 900),
                    table,
                    null,
                    false,
                    row(1_000_000L + i));
        }
        return new LogRecord(
                new StreamPosition("millrace.shop.changes", 0, 1, 1_796_000_000_100L), null, writer.finish());
    }

    private static TableDescription description() {
        List<Column> columns = new ArrayList<>();
        var relation = new ArrayList<String>();
        for (int i = 0; i < COLUMNS.length; i++) {
            var column = COLUMNS[i];
            columns.add(new Column(
                    column[0],
                    "{\"type\":\"" + column[1] + "\"" + (column.length > 3 ? ",\"modifier\":" + column[3] : "") + "}"));
            relation.add("{\"n\":" + (i + 1) + ",\"name\":\"" + column[0] + "\",\"type\":\"" + column[2] + "\""
                    + (column[0].equals("note") ? "" : ",\"notNull\":true") + "}");
        }
        return new TableDescription(
                new TableId("public", "orders"),
                columns,
                List.of("id"),
                "{\"oid\":16402,\"schema\":\"public\",\"table\":\"orders\",\"identity\":\"d\",\"key\":[\"id\"],\"columns\":["
                        + String.join(",", relation) + "],\"dropped\":[]}");
    }

    private static Tuple row(long id) {
        String time =
                String.format(Locale.ROOT, "2026-11-29 12:%02d:%02d.%06d+00", id / 60 % 60, id % 60, id % 1_000_000);
        double price = id * 37 % 20_000 / 100.0;
        long quantity = 1 + id % 9;
        return tuple(
                "" + id,
                "" + id * 7919 % 100_000,
                String.format(Locale.ROOT, "SKU-%05d", id * 31 % 5_000),
                "" + quantity,
                String.format(Locale.ROOT, "%.2f", price),
                String.format(Locale.ROOT, "%.2f", price * quantity),
                "EUR",
                "NEW",
                id % 4 == 0 ? null : "order " + Long.toHexString(id * 0x9E37_79B9_7F4A_7C15L),
                time,
                time,
                "" + id % 1_024);
    }

    /** As pgoutput writes it. */
    private static Tuple tuple(@Nullable String... values) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(values.length);
            for (var value : values) {
                if (value == null) {
                    out.writeByte(Tuple.NULL);
                } else {
                    byte[] text = value.getBytes(StandardCharsets.UTF_8);
                    out.writeByte(Tuple.TEXT);
                    out.writeInt(text.length);
                    out.write(text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tuple(bytes.toByteArray(), 0, bytes.size());
    }
}
