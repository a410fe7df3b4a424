package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** An insert of records into one bookkeeping table. */
public record BookkeepingInsert<T>(String table, List<String> columns, BiConsumer<T, RowBinaryBuffer> encoder) {

    /** Columns are in the order in which the encoder writes them. */
    public static <T> BookkeepingInsert<T> into(
            String table, List<String> columns, BiConsumer<T, RowBinaryBuffer> encoder) {
        return new BookkeepingInsert<>(
                Identifiers.quote(Bookkeeping.DATABASE, table),
                columns.stream().map(Identifiers::quote).toList(),
                encoder);
    }

    /** Writes records without their source, which becomes their first column. */
    public void write(ClickHouseClient client, String source, List<T> records) {
        List<String> withSource = new ArrayList<>(List.of(Identifiers.quote("source")));
        withSource.addAll(columns);
        new BookkeepingInsert<T>(table, withSource, (each, out) -> {
                    out.string(source);
                    encoder.accept(each, out);
                })
                .write(client, records);
    }

    /**
     * Writes records of which the one written last counts. Their time is the server's, and later than any that the table has: its clock
     * may have been set back.
     *
     * @param time the column of that time, by which the table replaces rows: a {@code DateTime64(6)}
     */
    public void writeLast(ClickHouseClient client, String time, List<T> records) {
        if (records.isEmpty()) {
            return;
        }
        String column = Identifiers.quote(time);
        long micros = client.queryLatest(
                        table,
                        "SELECT toUnixTimestamp64Micro(greatest(now64(6, 'UTC'), max(" + column
                                + ") + toIntervalMicrosecond(1))) AS `_micros` FROM " + table,
                        Map.of())
                .get(0)
                .integer("_micros");
        List<String> timed = new ArrayList<>(columns);
        timed.add(column);
        new BookkeepingInsert<T>(table, timed, (each, out) -> {
                    encoder.accept(each, out);
                    out.int64(micros);
                })
                .write(client, records);
    }

    /**
     * Writes records of which the one with the highest {@code number} counts: higher than all that the table has, in
     * order. Clocks, which can be set back, decide nothing.
     */
    void writeNumbered(ClickHouseClient client, List<T> records) {
        if (records.isEmpty()) {
            return;
        }
        long[] number = {
            client.queryLatest(table, "SELECT max(`number`) AS `last` FROM " + table, Map.of())
                    .get(0)
                    .integer("last")
        };
        List<String> numbered = new ArrayList<>(columns);
        numbered.add(Identifiers.quote("number"));
        new BookkeepingInsert<T>(table, numbered, (each, out) -> {
                    encoder.accept(each, out);
                    out.int64(++number[0]);
                })
                .write(client, records);
    }

    /** Writes records whose first column is their source. */
    public void write(ClickHouseClient client, List<T> records) {
        if (records.isEmpty()) {
            return;
        }
        RowBinaryBuffer buffer = new RowBinaryBuffer(1024);
        records.forEach(record -> encoder.accept(record, buffer));
        client.insert(table, columns, buffer::writeTo);
    }
}
