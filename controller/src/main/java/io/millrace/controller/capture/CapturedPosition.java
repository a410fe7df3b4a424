package io.millrace.controller.capture;

import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.continuity.Eras;
import io.millrace.controller.continuity.SourceLogWatch;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * How far the source has been captured: what is in Kafka counts as well as what is in the warehouse, for the pipeline may be
 * behind.
 *
 * @param connector its name in Connect
 * @param era of the connector, as it is now
 */
record CapturedPosition(Eras eras, ConnectClient connect, String connector, IntSupplier era)
        implements SourceLogWatch.Captured {
    @Override
    public OptionalLong lsn() throws InterruptedException {
        OptionalLong landed = eras.captured(era.getAsInt());
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
