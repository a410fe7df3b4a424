package io.millrace.controller.load;

import java.util.List;
import java.util.Map;

/**
 * A load whose rows are all durable in the change stream.
 *
 * @param targets what was read, from one snapshot
 * @param watermark the position of its rows is ({@code watermark}, {@code watermark}), except for rows read before the
 *     load was interrupted
 * @param firstWatermark the one of the interrupted load, else the same: older rows are gone from the source
 * @param transactionId the snapshot's xid, as in its rows
 * @param sent by partition of the change stream, an offset after all of its rows
 */
public record CompletedLoad(
        List<LoadTarget> targets, long watermark, long firstWatermark, long transactionId, Map<Integer, Long> sent) {
    public CompletedLoad {
        targets = List.copyOf(targets);
        sent = Map.copyOf(sent);
    }
}
