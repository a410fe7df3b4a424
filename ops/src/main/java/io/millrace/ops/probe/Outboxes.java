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

    /** Heartbeats alone move by less: what is told of them at once is told of nothing. */
    private static final long FEW_RECORDS = 10;

    private static final long FEW_BYTES = 64 << 10;

    static Outboxes create(Clock clock) {
        return new Outboxes(
                new Outbox<>(ServiceSample::service, Outboxes::isNews, clock),
                new Outbox<>(SlotSample::slot, Outboxes::isNews, clock),
                new Outbox<>(SourceSample::sourceTable, Outboxes::isNews, clock),
                new Outbox<>(sample -> List.of(sample.topic(), sample.partition()), Outboxes::isNews, clock));
    }

    private static boolean isNews(ServiceSample last, ServiceSample now) {
        return last.state() != now.state() || !last.detail().equals(now.detail());
    }

    private static boolean isNews(SlotSample last, SlotSample now) {
        return last.active() != now.active()
                || !last.walStatus().equals(now.walStatus())
                || Math.abs(now.retainedBytes() - last.retainedBytes()) >= FEW_BYTES
                || Math.abs(now.lagBytes() - last.lagBytes()) >= FEW_BYTES;
    }

    private static boolean isNews(SourceSample last, SourceSample now) {
        return last.rows() != now.rows() || last.exact() != now.exact();
    }

    private static boolean isNews(LogSample last, LogSample now) {
        return Math.abs(now.endOffset() - last.endOffset()) >= FEW_RECORDS;
    }
}
