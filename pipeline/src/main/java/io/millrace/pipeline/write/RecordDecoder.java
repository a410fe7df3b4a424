package io.millrace.pipeline.write;

import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.ChangeDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.wire.BlockReader;
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
    List<DecodedRecord> decode(LogRecord record) {
        return BlockReader.isBlock(record.value()) ? blocks.decode(record) : List.of(singles.decode(record));
    }
}
