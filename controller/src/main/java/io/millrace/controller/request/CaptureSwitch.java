package io.millrace.controller.request;

import io.millrace.connect.ConnectFailure;
import io.millrace.controller.partition.PartitionRaise;

/** Pauses and continues the capture, and gives its stream more partitions. */
public interface CaptureSwitch {
    /**
     * Returns when it is done.
     *
     * @param paused whether to pause or to continue
     * @throws ConnectFailure if Kafka Connect does not take it
     */
    void pause(boolean paused) throws InterruptedException;

    /**
     * Begins to raise the partitions of the change stream; until {@link #endRaise} nothing else is done to the capture.
     *
     * @param partitions wanted
     */
    PartitionRaise raise(int partitions);

    /** The raise is over, and closed. */
    void endRaise();
}
