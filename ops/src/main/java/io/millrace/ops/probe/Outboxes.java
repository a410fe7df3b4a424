package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.LogSample;
import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.clickhouse.bookkeeping.SourceSample;
import java.time.Clock;
import java.util.List;

/** What the checks have seen and the recorder has to write, one outbox a table. */
record Outboxes(
        Outbox<ServiceSample> services,
        Outbox<SlotSample> slots,
        Outbox<SourceSample> sources,
        Outbox<LogSample> logs) {

    static Outboxes create(Clock clock) {
        return new Outboxes(
                new Outbox<>(ServiceSample::service, sample -> List.of(sample.state(), sample.detail()), clock),
                new Outbox<>(
                        SlotSample::slot,
                        sample ->
                                List.of(sample.active(), sample.walStatus(), sample.retainedBytes(), sample.lagBytes()),
                        clock),
                new Outbox<>(SourceSample::sourceTable, sample -> List.of(sample.rows(), sample.exact()), clock),
                new Outbox<>(sample -> List.of(sample.topic(), sample.partition()), LogSample::endOffset, clock));
    }
}
