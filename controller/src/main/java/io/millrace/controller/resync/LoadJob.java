package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.RowRateLimiter;
import io.millrace.controller.partition.StreamPartitions;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One read from start to end, in a thread of its own. */
final class LoadJob implements Runnable {
    /** How it ended. */
    enum End {
        /** Its rows have landed; requests that could not be served have failed. */
        SERVED,
        /** It cannot be done. */
        REFUSED,
        /** It can be retried later. */
        LATER,
        /** As above, and the obstacle may concern one table only. */
        PARTLY_LATER
    }

    private final LoadQueue.Reading reading;
    private final Config config;
    private final Supplier<LoadSettings> settings;
    private final StreamPartitions partitions;
    private final LoadStream stream;
    private final RowRateLimiter limiter;
    private final LoadCheckpoints checkpoints;
    private final Consumer<List<ResyncStatus>> onStatus;
    private final Thread thread;
    private final long begun = System.nanoTime();
    private volatile boolean read;
    private volatile boolean over;
    private volatile End end = End.LATER;
    private volatile String reason = "";
    private volatile List<ResyncRequest> served = List.of();

    /**
     * @param settings as they are now
     * @param partitions kept as long as this runs
     * @param checkpoints of the load, where it is that of one request alone
     * @param onStatus receives the status of each of its requests; from several threads
     */
    LoadJob(
            LoadQueue.Reading reading,
            Config config,
            Supplier<LoadSettings> settings,
            StreamPartitions partitions,
            LoadStream stream,
            RowRateLimiter limiter,
            LoadCheckpoints checkpoints,
            Consumer<List<ResyncStatus>> onStatus) {
        this.reading = reading;
        this.config = config;
        this.settings = settings;
        this.partitions = partitions;
        this.stream = stream;
        this.limiter = limiter;
        this.checkpoints = checkpoints;
        this.onStatus = onStatus;
        this.thread = new Thread(this, "load-" + reading.kind());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try (StreamPartitions.Use unused = partitions.use()) {
            served = new Resync(config, settings.get(), stream, limiter, checkpoints, this::onStatus)
                    .run(reading.merged());
            end = End.SERVED;
        } catch (RetryableException e) {
            reason = String.valueOf(e.getMessage());
            end = e.isOfOneTable() ? End.PARTLY_LATER : End.LATER;
        } catch (ControllerException e) {
            reason = String.valueOf(e.getMessage());
            end = End.REFUSED;
        } catch (InterruptedException e) {
            reason = "it was cancelled";
        } catch (RuntimeException e) {
            reason = e.toString();
            end = End.REFUSED;
        } catch (Throwable e) {
            // Out of memory, most likely: no request is given up, and no other load fails with it.
            reason = e.toString();
        } finally {
            over = true;
        }
    }

    /** The status of a table is that of all requests for it. */
    private void onStatus(List<ResyncStatus> merged) {
        Map<String, ResyncStatus> byFirst = new HashMap<>();
        merged.forEach(one -> byFirst.put(one.id(), one));
        if (merged.stream().anyMatch(one -> one.stage() == Stage.READ)) {
            read = true;
        }
        List<ResyncStatus> all = new ArrayList<>();
        for (List<ResyncRequest> same : reading.tables()) {
            ResyncStatus one = byFirst.get(same.get(0).id());
            if (one != null) {
                same.forEach(request ->
                        all.add(new ResyncStatus(request.id(), one.table(), one.stage(), one.lsn(), one.detail())));
            }
        }
        onStatus.accept(all);
    }

    LoadQueue.Reading reading() {
        return reading;
    }

    /** Whether its rows are all in the log: another reading can begin. */
    boolean isRead() {
        return read || over;
    }

    boolean isOver() {
        return over;
    }

    End end() {
        return end;
    }

    /** Why it was refused or waits; else empty. */
    String reason() {
        return reason;
    }

    /** Whether a request of {@link LoadQueue.Reading#merged} was served. */
    boolean served(ResyncRequest request) {
        return served.contains(request);
    }

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Cancels it; it can be repeated from its start. */
    void stop(long millis) throws InterruptedException {
        thread.interrupt();
        thread.join(millis);
    }
}
