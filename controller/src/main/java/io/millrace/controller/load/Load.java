package io.millrace.controller.load;

import java.util.List;
import java.util.Map;

/**
 * A load whose rows are all durable in the change stream.
 *
 * @param targets what was read, from one snapshot
 * @param watermark the position of its rows is ({@code watermark}, {@code watermark}), but for those that were read before the
 *     load was broken off
 * @param firstWatermark the one from before it was broken off, else the same: what is older is gone from the source
 * @param transactionId the snapshot's xid as its rows have it
 * @param sent by partition of the change stream, an offset behind all of its rows
 */
public record Load(
        List<LoadTarget> targets, long watermark, long firstWatermark, long transactionId, Map<Integer, Long> sent) {
    public Load {
        targets = List.copyOf(targets);
        sent = Map.copyOf(sent);
    }
}
