package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.warehouse.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far each partition is durable since the last time that it was recorded. Not thread-safe. */
final class PartitionProgress {
    private final Map<Integer, Sum> unrecorded = new HashMap<>();
    private @Nullable Sum last;

    /** What was durable of one partition. */
    private static final class Sum {
        private final String topic;
        private final int partition;
        private long nextOffset;
        private long lsn;
        private long committedAt;
        private long events;
        private long loggedAt;

        Sum(StreamPosition at) {
            this.topic = at.topic();
            this.partition = at.partition();
        }

        void add(DecodedRecord decoded) {
            StreamPosition record = decoded.record().at();
            if (record.offset() >= nextOffset) {
                nextOffset = record.offset() + 1;
                loggedAt = record.loggedAtMillis();
            }
            events++;
            if (decoded instanceof DecodedRecord.Event one) {
                SourcePosition position = one.event().position();
                // Positions of loaded rows are up to where the source's WAL went, not how far it was read.
                long at = one.event().kind() == ChangeEvent.Kind.SNAPSHOT_READ && position.commitLsn() != 0
                        ? position.commitLsn()
                        : position.lsn();
                lsn = Long.compareUnsigned(at, lsn) > 0 ? at : lsn;
                committedAt = Math.max(committedAt, position.committedAtMicros());
            }
        }

        Progress progress() {
            return new Progress(topic, partition, nextOffset, lsn, committedAt, events, loggedAt);
        }
    }

    /** Records a durable change; those of one partition come in order, and all of a record together. */
    void durable(DecodedRecord decoded) {
        StreamPosition at = decoded.record().at();
        Sum sum = last;
        if (sum == null || sum.partition != at.partition()) {
            sum = unrecorded.computeIfAbsent(at.partition(), partition -> new Sum(at));
            last = sum;
        }
        sum.add(decoded);
    }

    /** Takes what is to be recorded. */
    List<Progress> take() {
        List<Progress> taken = new ArrayList<>();
        unrecorded.values().forEach(sum -> taken.add(sum.progress()));
        unrecorded.clear();
        last = null;
        return taken;
    }
}
