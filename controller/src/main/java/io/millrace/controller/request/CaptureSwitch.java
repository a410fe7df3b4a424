package io.millrace.controller.request;

import io.millrace.connect.ConnectFailure;

/** Pauses and continues the capture. */
@FunctionalInterface
public interface CaptureSwitch {
    /**
     * Returns when it is done.
     *
     * @param paused whether to pause or to continue
     * @throws ConnectFailure if Kafka Connect does not take it
     */
    void pause(boolean paused) throws InterruptedException;
}
