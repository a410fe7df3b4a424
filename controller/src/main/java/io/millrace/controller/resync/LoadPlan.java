package io.millrace.controller.resync;

import io.millrace.kafka.resync.ResyncRequest;
import java.util.ArrayList;
import java.util.List;

/** The order of waiting loads, and estimates of their time left. For display. */
final class LoadPlan {
    private LoadPlan() {}

    /**
     * A request that waits for its turn, or is being served.
     *
     * @param place of its table in the queue, from 1; 0: it is being served
     * @param secondsLeft estimate until its rows are in the warehouse; 0 if unknown
     */
    record Entry(ResyncRequest request, int place, double secondsLeft) {}

    static List<Entry> of(LoadQueue queue, LoadJobs jobs, LoadEstimates estimates) {
        List<Entry> entries = new ArrayList<>();
        double ahead = 0;
        for (LoadJob job : jobs.running()) {
            double all = estimates.seconds(job.reading().bytes());
            double left = all == 0 ? 0 : Math.max(1, all - job.seconds());
            ahead = Math.max(ahead, left);
            job.reading().requests().forEach(request -> entries.add(new Entry(request, 0, left)));
        }
        int place = 0;
        for (LoadQueue.Reading reading : queue.order()) {
            double own = estimates.seconds(reading.bytes());
            ahead += own;
            for (List<ResyncRequest> table : reading.tables()) {
                place++;
                for (ResyncRequest request : table) {
                    entries.add(new Entry(request, place, own == 0 ? 0 : ahead));
                }
            }
        }
        return entries;
    }
}
