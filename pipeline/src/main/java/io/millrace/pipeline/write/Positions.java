package io.millrace.pipeline.write;

import io.millrace.core.decode.Decoded;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.warehouse.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far each partition is durable since the last time that it was recorded. For one thread at a time. */
final class Positions {
    private final Map<Integer, Progress> unrecorded = new HashMap<>();

    /** Notes a durable record; those of one partition come in order. */
    void durable(Incoming incoming) {
        StreamPosition at = incoming.record().at();
        long lsn = 0;
        long committedAt = 0;
        if (incoming.decoded() instanceof Decoded.Event decoded) {
            ChangeEvent event = decoded.event();
            lsn = event.position().lsn();
            committedAt = event.position().committedAtMicros();
        }
        Progress one = new Progress(at.topic(), at.partition(), at.offset() + 1, lsn, committedAt, 1);
        unrecorded.merge(at.partition(), one, Positions::sum);
    }

    private static Progress sum(Progress before, Progress next) {
        return new Progress(
                next.topic(),
                next.partition(),
                next.nextOffset(),
                Long.compareUnsigned(next.lsn(), before.lsn()) > 0 ? next.lsn() : before.lsn(),
                Math.max(next.committedAtMicros(), before.committedAtMicros()),
                before.events() + next.events());
    }

    /** What is to be recorded; forgets it. */
    List<Progress> take() {
        List<Progress> taken = new ArrayList<>(unrecorded.values());
        unrecorded.clear();
        return taken;
    }
}
