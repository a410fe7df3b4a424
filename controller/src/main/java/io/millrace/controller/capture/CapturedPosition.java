package io.millrace.controller.capture;

import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.continuity.StreamEpochs;
import io.millrace.controller.continuity.WalContinuityMonitor;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * How far the source has been captured, by Kafka and the warehouse, as the pipeline may be behind.
 *
 * @param connector its name in Connect
 * @param epoch the connector's current one
 */
record CapturedPosition(StreamEpochs epochs, ConnectClient connect, String connector, IntSupplier epoch)
        implements WalContinuityMonitor.Captured {
    @Override
    public OptionalLong lsn() throws InterruptedException {
        OptionalLong landed = epochs.captured(epoch.getAsInt());
        try {
            OptionalLong logged = connect.capturedLsn(connector);
            boolean more = logged.isPresent()
                    && (landed.isEmpty() || Long.compareUnsigned(logged.getAsLong(), landed.getAsLong()) > 0);
            return more ? logged : landed;
        } catch (ConnectFailure e) {
            return landed;
        }
    }
}
