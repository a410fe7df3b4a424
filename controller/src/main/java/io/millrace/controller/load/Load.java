package io.millrace.controller.load;

import java.util.List;
import java.util.Map;

/**
 * A load whose rows are all durable in the change stream.
 *
 * @param targets what was read, from one snapshot
 * @param watermark the position of its rows is ({@code watermark}, {@code watermark})
 * @param transactionId the snapshot's xid as its rows have it
 * @param sent by partition of the change stream, an offset behind all of its rows
 */
public record Load(List<LoadTarget> targets, long watermark, long transactionId, Map<Integer, Long> sent) {
    public Load {
        targets = List.copyOf(targets);
        sent = Map.copyOf(sent);
    }
}
