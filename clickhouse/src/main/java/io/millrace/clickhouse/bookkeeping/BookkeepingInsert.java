package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.buffer.RowBinaryBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/** An insert of records into one bookkeeping table. */
record BookkeepingInsert<T>(String table, List<String> columns, BiConsumer<T, RowBinaryBuffer> encoder) {

    /** Columns are in the order in which the encoder writes them. */
    static <T> BookkeepingInsert<T> into(String table, List<String> columns, BiConsumer<T, RowBinaryBuffer> encoder) {
        return new BookkeepingInsert<>(
                Identifiers.quote(Bookkeeping.DATABASE, table),
                columns.stream().map(Identifiers::quote).toList(),
                encoder);
    }

    void write(ClickHouseClient client, List<T> records) {
        if (records.isEmpty()) {
            return;
        }
        RowBinaryBuffer buffer = new RowBinaryBuffer(1024);
        records.forEach(record -> encoder.accept(record, buffer));
        client.insert(table, columns, buffer::writeTo);
    }
}
