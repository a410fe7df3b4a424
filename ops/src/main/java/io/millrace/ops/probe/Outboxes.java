package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.clickhouse.bookkeeping.sample.SourceSample;
import java.time.Clock;
import java.util.List;

/** What the checks have seen and the recorder has to write, one outbox a table. */
record Outboxes(
        SampleBuffer<ServiceSample> services,
        SampleBuffer<SlotSample> slots,
        SampleBuffer<SourceSample> sources,
        SampleBuffer<LogSample> logs) {

    /** Heartbeats alone move by less, which is not worth an immediate write. */
    private static final long FEW_RECORDS = 10;

    private static final long FEW_BYTES = 64 << 10;

    static Outboxes create(Clock clock) {
        return new Outboxes(
                new SampleBuffer<>(ServiceSample::service, Outboxes::hasChanged, clock),
                new SampleBuffer<>(SlotSample::slot, Outboxes::hasChanged, clock),
                new SampleBuffer<>(SourceSample::sourceTable, Outboxes::hasChanged, clock),
                new SampleBuffer<>(sample -> List.of(sample.topic(), sample.partition()), Outboxes::hasChanged, clock));
    }

    private static boolean hasChanged(ServiceSample last, ServiceSample now) {
        return last.state() != now.state() || !last.detail().equals(now.detail());
    }

    private static boolean hasChanged(SlotSample last, SlotSample now) {
        return last.active() != now.active()
                || !last.walStatus().equals(now.walStatus())
                || Math.abs(now.retainedBytes() - last.retainedBytes()) >= FEW_BYTES
                || Math.abs(now.lagBytes() - last.lagBytes()) >= FEW_BYTES;
    }

    private static boolean hasChanged(SourceSample last, SourceSample now) {
        return last.rows() != now.rows() || last.exact() != now.exact();
    }

    private static boolean hasChanged(LogSample last, LogSample now) {
        return Math.abs(now.endOffset() - last.endOffset()) >= FEW_RECORDS;
    }
}
