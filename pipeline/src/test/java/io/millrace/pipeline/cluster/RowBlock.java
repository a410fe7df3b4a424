package io.millrace.pipeline.cluster;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.TableDescription.Column;
import io.millrace.core.wire.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Blocks of inserts into a table {@code public.rows (id bigint PRIMARY KEY, note text)}. */
final class RowBlock {
    private static final TableDescription.Encoded TABLE = new TableDescription(
                    new TableId("public", "rows"),
                    List.of(new Column("id", "{\"type\":\"int8\"}"), new Column("note", "{\"type\":\"text\"}")),
                    List.of("id"),
                    "{\"oid\":16402,\"schema\":\"public\",\"table\":\"rows\",\"identity\":\"d\",\"key\":[\"id\"],\"columns\":["
                            + "{\"n\":1,\"name\":\"id\",\"type\":\"bigint\",\"notNull\":true},"
                            + "{\"n\":2,\"name\":\"note\",\"type\":\"text\"}]}")
            .encoded();

    private RowBlock() {}

    /** The rows from one id to another, without that. */
    static byte[] of(long from, long to) {
        BlockWriter block = new BlockWriter();
        for (long id = from; id < to; id++) {
            long lsn = 100_000 + 8 * id;
            SourcePosition at = new SourcePosition(lsn, lsn, id, 1_796_000_000_000_000L, 1_796_000_000_000_000L);
            block.row(ChangeKind.INSERT, at, TABLE, null, false, tuple(Long.toString(id), "row " + id));
        }
        return block.finish();
    }

    private static Tuple tuple(String... values) {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        bytes.putShort((short) values.length);
        for (String value : values) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            bytes.put(Tuple.TEXT).putInt(text.length).put(text);
        }
        return new Tuple(bytes.array(), 0, bytes.position());
    }
}
