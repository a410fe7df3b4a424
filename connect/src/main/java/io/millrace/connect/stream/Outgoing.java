package io.millrace.connect.stream;

import io.millrace.core.wire.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of blocks. Connect remembers the offset of the last record of those that are all acknowledged, without gap: so
 * only the last block of what ends with a transaction has the offset of that, and all before it have the one of before.
 */
final class Outgoing {
    /** Debezium takes records of schemas that are called so for changes, and forgets failures of before when they flow. */
    private static final Schema BLOCK =
            SchemaBuilder.bytes().name("io.millrace.block.Envelope").build();

    private final Map<String, ?> source;
    private final String topic;
    private final int era;
    private @Nullable Map<String, ?> offset;

    /**
     * @param source as Connect calls it
     * @param stored the offset that the capture goes on from; null where it begins
     */
    Outgoing(Map<String, ?> source, String topic, int era, @Nullable Map<String, ?> stored) {
        this.source = Map.copyOf(source);
        this.topic = topic;
        this.era = era;
        this.offset = stored;
    }

    /** @param heartbeat whether a sign of life is due */
    List<SourceRecord> records(Outbox.Taken taken, boolean heartbeat) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < taken.bundles().size(); i++) {
            Bundle bundle = taken.bundles().get(i);
            boolean last = !heartbeat && i == taken.bundles().size() - 1;
            add(records, bundle.blocks(), last ? taken.upTo() : bundle.upTo());
        }
        if (heartbeat) {
            BlockWriter writer = new BlockWriter();
            writer.heartbeat(Positions.ofHeartbeat(era, taken.upTo()));
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
            records.add(new SourceRecord(source, offset, topic, block.partition(), null, null, BLOCK, block.bytes()));
        }
    }
}
