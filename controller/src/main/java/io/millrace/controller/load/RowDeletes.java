package io.millrace.controller.load;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.LogException;
import io.millrace.postgres.load.PublishedTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deletes of rows of one table by their keys, as records of the change stream: what the pipeline takes for a change of the source
 * must look like one. For one thread, for one use.
 */
public final class RowDeletes {
    private final PublishedTable table;
    private final TableDescription.Encoded description;
    private final List<String> keyColumns;
    private final int partitions;
    private final Map<Integer, BlockWriter> blocks = new TreeMap<>();

    private RowDeletes(PublishedTable table, List<String> keyColumns, int partitions) {
        this.table = table;
        this.description = table.description().encoded();
        this.keyColumns = List.copyOf(keyColumns);
        this.partitions = partitions;
    }

    /**
     * @param table as the publication publishes it
     * @param keyColumns names of the columns that keys are given by, in that order
     * @param partitions of the change stream
     * @return empty if these columns do not name the rows of the stream
     */
    public static Optional<RowDeletes> of(PublishedTable table, List<String> keyColumns, int partitions) {
        Set<String> published = new HashSet<>();
        table.description().columns().forEach(column -> published.add(column.name()));
        Set<String> key = Set.copyOf(table.description().key());
        return !key.isEmpty() && key.equals(Set.copyOf(keyColumns)) && published.containsAll(key)
                ? Optional.of(new RowDeletes(table, keyColumns, partitions))
                : Optional.empty();
    }

    /** @param key texts as Postgres writes them, in the order of the key's columns */
    public void add(List<String> key, SourcePosition position) {
        List<TableDescription.Column> columns = table.description().columns();
        byte[][] values = new byte[columns.size()][];
        int size = Short.BYTES;
        int hash = KeyPartition.start(table.description().table());
        for (int i = 0; i < values.length; i++) {
            int at = keyColumns.indexOf(columns.get(i).name());
            values[i] = at < 0 ? new byte[0] : key.get(at).getBytes(StandardCharsets.UTF_8);
            size += at < 0 ? 1 : 1 + Integer.BYTES + values[i].length;
            if (at >= 0) {
                hash = KeyPartition.add(hash, table.columns().get(i).form(), values[i], 0, values[i].length);
            }
        }
        ByteBuffer tuple = ByteBuffer.allocate(size).putShort((short) values.length);
        for (int i = 0; i < values.length; i++) {
            if (keyColumns.contains(columns.get(i).name())) {
                tuple.put(Tuple.TEXT).putInt(values[i].length).put(values[i]);
            } else {
                tuple.put(Tuple.NULL);
            }
        }
        blocks.computeIfAbsent(KeyPartition.of(hash, partitions), partition -> new BlockWriter())
                .row(ChangeKind.DELETE, position, description, new Tuple(tuple.array(), 0, size), false, null);
    }

    /**
     * Appends all that were added; they are durable when this returns.
     *
     * @return by partition, an offset behind them
     * @throws LogException if Kafka does not take them
     */
    public Map<Integer, Long> send(ChangeStreamProducer producer) throws InterruptedException {
        for (Map.Entry<Integer, byte[]> block : finish().entrySet()) {
            producer.send(block.getKey(), block.getValue(), (partition, next) -> {});
        }
        return producer.flush();
    }

    /** A block for each partition that has some. */
    Map<Integer, byte[]> finish() {
        Map<Integer, byte[]> finished = new TreeMap<>();
        blocks.forEach((partition, block) -> finished.put(partition, block.finish()));
        blocks.clear();
        return finished;
    }
}
