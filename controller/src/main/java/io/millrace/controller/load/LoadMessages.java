package io.millrace.controller.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.wire.BlockWriter;
import io.millrace.postgres.load.SourceSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The messages by which a load describes its rows to the pipeline. */
final class LoadMessages {
    private LoadMessages() {}

    /** A block of {@link MessagePrefix#SNAPSHOT} messages, a {@link SnapshotMark} for each table. */
    static byte[] snapshot(
            List<LoadTarget> targets, SourceSnapshot snapshot, int epoch, long watermark, SourcePosition position) {
        BlockWriter block = new BlockWriter();
        for (LoadTarget target : targets) {
            ObjectNode json = table(target)
                    .put("xid", unsigned(StreamEpoch.place(snapshot.transactionId(), epoch)))
                    .put("visible", snapshot.visible())
                    .put("after", unsigned(watermark))
                    .put("end", unsigned(StreamEpoch.place(snapshot.endLsn(), epoch)));
            block.message(position, MessagePrefix.SNAPSHOT, bytes(json));
        }
        return block.finish();
    }

    /** A block of {@link MessagePrefix#RESYNCED} messages, one for each table. */
    static byte[] resynced(List<LoadTarget> targets, long watermark, SourcePosition position) {
        BlockWriter block = new BlockWriter();
        for (LoadTarget target : targets) {
            ObjectNode json = table(target).put("commit", unsigned(watermark)).put("lsn", unsigned(watermark));
            block.message(position, MessagePrefix.RESYNCED, bytes(json));
        }
        return block.finish();
    }

    private static ObjectNode table(LoadTarget target) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", target.table().schema())
                .put("table", target.table().table())
                .put("oid", Long.toString(target.oid()));
    }

    private static String unsigned(long number) {
        return Long.toUnsignedString(number);
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
