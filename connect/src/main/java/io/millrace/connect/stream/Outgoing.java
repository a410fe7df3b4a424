package io.millrace.connect.stream;

import io.millrace.core.wire.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Creates records from blocks. Connect commits the offset of the last record up to which all are acknowledged: so only
 * the last block at the end of a transaction has that transaction's offset; those before it have the previous one.
 */
final class Outgoing {
    private final Map<String, ?> source;
    private final String topic;
    private final int epoch;
    private @Nullable Map<String, ?> offset;

    /**
     * @param source the source partition of Connect
     * @param stored the offset to continue from; null at the first start
     */
    Outgoing(Map<String, ?> source, String topic, int epoch, @Nullable Map<String, ?> stored) {
        this.source = Map.copyOf(source);
        this.topic = topic;
        this.epoch = epoch;
        this.offset = stored;
    }

    /** @param heartbeat whether a heartbeat is due */
    List<SourceRecord> records(Outbox.Taken taken, boolean heartbeat) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < taken.bundles().size(); i++) {
            Bundle bundle = taken.bundles().get(i);
            boolean last = !heartbeat && i == taken.bundles().size() - 1;
            add(records, bundle.blocks(), last ? taken.upTo() : bundle.upTo());
        }
        if (heartbeat) {
            BlockWriter writer = new BlockWriter();
            writer.heartbeat(ChangePositions.ofHeartbeat(epoch, taken.upTo()));
            add(records, List.of(new Block(0, writer.finish())), taken.upTo());
        }
        return records;
    }

    private void add(List<SourceRecord> records, List<Block> blocks, @Nullable Commit upTo) {
        for (int i = 0; i < blocks.size(); i++) {
            if (i == blocks.size() - 1 && upTo != null) {
                offset = upTo.offset();
            }
            Block block = blocks.get(i);
            records.add(new SourceRecord(
                    source, offset, topic, block.partition(), null, null, Schema.BYTES_SCHEMA, block.bytes()));
        }
    }
}
