package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.PassingTrouble;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.RowRateLimiter;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.ResyncRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One reading from its start to its end, in a thread of its own. */
final class LoadJob implements Runnable {
    /** How it has ended. */
    enum End {
        /** Its rows have landed; requests that could not be served have been told so. */
        SERVED,
        /** It cannot be done as it is. */
        REFUSED,
        /** It can be done later: something is in its way. */
        LATER,
        /** The same, and what is in its way may be in the way of one table only. */
        PARTLY_LATER
    }

    private final LoadQueue.Reading reading;
    private final Config config;
    private final LoadSettings settings;
    private final LoadStream stream;
    private final RowRateLimiter limiter;
    private final LoadCheckpoints checkpoints;
    private final Consumer<List<ResyncNews>> news;
    private final Thread thread;
    private final long begun = System.nanoTime();
    private volatile boolean read;
    private volatile boolean over;
    private volatile End end = End.LATER;
    private volatile String reason = "";
    private volatile List<ResyncRequest> served = List.of();

    /**
     * @param settings as they are now
     * @param checkpoints of the load, where it is that of one request alone
     * @param news receives how it gets on, for each of its requests; from several threads
     */
    LoadJob(
            LoadQueue.Reading reading,
            Config config,
            LoadSettings settings,
            LoadStream stream,
            RowRateLimiter limiter,
            LoadCheckpoints checkpoints,
            Consumer<List<ResyncNews>> news) {
        this.reading = reading;
        this.config = config;
        this.settings = settings;
        this.stream = stream;
        this.limiter = limiter;
        this.checkpoints = checkpoints;
        this.news = news;
        this.thread = new Thread(this, "load-" + reading.lane());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            served = new Resync(config, settings, stream, limiter, checkpoints, this::hear).run(reading.merged());
            end = End.SERVED;
        } catch (PassingTrouble e) {
            reason = String.valueOf(e.getMessage());
            end = e.isOfOneTable() ? End.PARTLY_LATER : End.LATER;
        } catch (ControllerException e) {
            reason = String.valueOf(e.getMessage());
            end = End.REFUSED;
        } catch (InterruptedException e) {
            reason = "it was broken off";
        } catch (RuntimeException e) {
            reason = e.toString();
            end = End.REFUSED;
        } catch (Throwable e) {
            // Memory, most likely: nothing that was asked for is given up, and no other load ends with it.
            reason = e.toString();
        } finally {
            over = true;
        }
    }

    /** News of one table is news of all requests for it. */
    private void hear(List<ResyncNews> merged) {
        Map<String, ResyncNews> byFirst = new HashMap<>();
        merged.forEach(one -> byFirst.put(one.id(), one));
        if (merged.stream().anyMatch(one -> one.stage() == Stage.READ)) {
            read = true;
        }
        List<ResyncNews> all = new ArrayList<>();
        for (List<ResyncRequest> same : reading.tables()) {
            ResyncNews one = byFirst.get(same.get(0).id());
            if (one != null) {
                same.forEach(request ->
                        all.add(new ResyncNews(request.id(), one.table(), one.stage(), one.lsn(), one.detail())));
            }
        }
        news.accept(all);
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

    /** Breaks it off; it can be done again from its start. */
    void stop(long millis) throws InterruptedException {
        thread.interrupt();
        thread.join(millis);
    }
}
