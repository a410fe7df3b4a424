package io.millrace.pipeline.write;

import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.ChangeDecoder;
import io.millrace.core.decode.Decoded;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.wire.BlockReader;
import java.util.ArrayList;
import java.util.List;

/** Decodes records of either format: blocks, which hold many changes, and Debezium's JSON. Belongs to one task. */
public final class RecordDecoder {
    private final BlockDecoder blocks;
    private final ChangeDecoder singles;

    /** @param singles decodes what is no block */
    public RecordDecoder(BlockDecoder blocks, ChangeDecoder singles) {
        this.blocks = blocks;
        this.singles = singles;
    }

    /** The changes of a record, in order; none for a block without any. */
    List<Incoming> decode(LogRecord record) {
        if (!BlockReader.isBlock(record.value())) {
            return List.of(new Incoming(record, singles.decode(record)));
        }
        List<Decoded> decoded = blocks.decode(record);
        List<Incoming> changes = new ArrayList<>(decoded.size());
        for (Decoded one : decoded) {
            LogRecord change = new LogRecord(at(one), record.key(), record.value(), record.headers());
            changes.add(Incoming.ofBlock(change, one, decoded.size()));
        }
        return changes;
    }

    private static StreamPosition at(Decoded decoded) {
        if (decoded instanceof Decoded.Event event) {
            ChangeEvent change = event.event();
            return change.at();
        }
        return ((Decoded.Rejected) decoded).letter().at();
    }
}
