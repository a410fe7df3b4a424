package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.bookkeeping.DutyTable;
import io.millrace.clickhouse.bookkeeping.sample.SampleWriter;
import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.duty.DutyStatus;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.topology.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the samples, one insert a table and second at most. Its success is ClickHouse's health; while it fails,
 * samples are dropped, and the outage is recorded afterwards.
 */
final class Recorder {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final Duration DUTIES_AGAIN = Duration.ofSeconds(20);

    private final ClickHouseClient client;
    private final String source;
    private final SampleWriter writer;
    private final Outboxes outboxes;
    private final Clock clock;
    private final Supplier<List<DutyStatus>> duties;
    private final DutyTable dutyTable;
    private List<DutyTable.Entry> dutiesWritten = List.of();
    private Instant dutiesWrittenAt = Instant.EPOCH;
    private boolean prepared;
    private @Nullable ServiceSample outage;
    private volatile @Nullable ServiceSample last;

    /**
     * @param source the source's name
     * @param duties of ops
     */
    Recorder(
            ClickHouseClient client, String source, Supplier<List<DutyStatus>> duties, Outboxes outboxes, Clock clock) {
        this.duties = duties;
        this.dutyTable = new DutyTable(client);
        this.client = client;
        this.source = source;
        this.writer = new SampleWriter(client, source);
        this.outboxes = outboxes;
        this.clock = clock;
    }

    void record() {
        Instant at = clock.instant();
        outboxes.services().offer(sample(at, ServiceName.OPS, ServiceSample.State.UP, "", 0));
        long started = System.nanoTime();
        try {
            write();
            double millis = (System.nanoTime() - started) / 1e6;
            last = sample(at, ServiceName.CLICKHOUSE, ServiceSample.State.UP, "", millis);
            outboxes.services().offer(last);
        } catch (WarehouseException e) {
            failed(at, e);
        }
    }

    /** The state of the warehouse; null before the first attempt to write. */
    @Nullable ServiceSample last() {
        return last;
    }

    private void write() {
        if (!prepared) {
            Bookkeeping.prepare(client);
            prepared = true;
        }
        if (outage != null) {
            writer.services(List.of(outage));
            outage = null;
            log.info("The warehouse answers again");
        }
        write(outboxes.services(), writer::services);
        write(outboxes.slots(), writer::slots);
        write(outboxes.sources(), writer::sources);
        write(outboxes.logs(), writer::logs);
        writeDuties();
    }

    /** At changes and at intervals. */
    private void writeDuties() {
        List<DutyTable.Entry> now = duties.get().stream()
                .map(status -> new DutyTable.Entry(source, ServiceName.OPS.text(), status))
                .toList();
        Instant at = clock.instant();
        if (!now.equals(dutiesWritten) || at.isAfter(dutiesWrittenAt.plus(DUTIES_AGAIN))) {
            dutyTable.write(now);
            dutiesWritten = now;
            dutiesWrittenAt = at;
        }
    }

    private static <T> void write(SampleBuffer<T> outbox, Consumer<List<T>> insert) {
        List<T> samples = outbox.drain();
        if (samples.isEmpty()) {
            return;
        }
        try {
            insert.accept(samples);
        } catch (WarehouseException e) {
            outbox.forget();
            throw e;
        }
    }

    private void failed(Instant at, WarehouseException e) {
        // The warehouse may come back empty.
        prepared = false;
        last = sample(at, ServiceName.CLICKHOUSE, ServiceSample.State.DOWN, String.valueOf(e.getMessage()), 0);
        if (outage == null) {
            log.warn("Samples cannot be written: {}", e.getMessage());
            outage = last;
        }
    }

    private static ServiceSample sample(
            Instant at, ServiceName service, ServiceSample.State state, String detail, double millis) {
        return new ServiceSample(at, service.text(), state, detail, millis);
    }
}
