package io.millrace.controller.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.postgres.probe.SourceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WalContinuityMonitorTest {
    private static final SourceLog FIRST = new SourceLog("7", "00000001", "monday", 1000);

    private final List<String> log = new ArrayList<>();
    private final StateEntry seen = new StateEntry(ControllerState.inMemory(), StateEntry.SOURCE_WAL);
    private OptionalLong captured = OptionalLong.of(1000);

    private WalContinuityMonitor watch() {
        return new WalContinuityMonitor(seen, () -> captured, log::add);
    }

    private static String seen(WalContinuityMonitor watch, SourceLog now, OptionalLong branchedAt) throws Exception {
        return watch.look(now, () -> branchedAt, now::flushed).orElse("");
    }

    private static String seen(WalContinuityMonitor watch, SourceLog now) throws Exception {
        return seen(watch, now, OptionalLong.empty());
    }

    @Test
    void aLogThatGrowsIsFine() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();
        assertThat(seen(watch, new SourceLog("7", "00000001", "monday", 2000))).isEmpty();
    }

    @Test
    void aLogThatIsShorterThanWhatWasCapturedWentBackAlsoForTheNextProcess() throws Exception {
        assertThat(seen(watch(), FIRST)).isEmpty();

        WalContinuityMonitor next = watch();
        SourceLog restored = new SourceLog("7", "00000001", "tuesday", 500);
        assertThat(seen(next, restored)).contains("went back from 0/3E8 to 0/1F4");
        assertThat(seen(next, restored)).contains("went back");
    }

    @Test
    void aRestoreThatHasGrownBeyondWhatWasSeenIsKnownByItsTimeline() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();

        assertThat(seen(watch, new SourceLog("7", "00000002", "tuesday", 5000), OptionalLong.of(900)))
                .contains("went back from 0/3E8 to 0/384");
    }

    @Test
    void aFailoverThatLostNothingIsSaidAndNoMore() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();

        assertThat(seen(watch, new SourceLog("7", "00000002", "tuesday", 5000), OptionalLong.of(1000)))
                .isEmpty();
        assertThat(log).singleElement().asString().contains("timeline 00000002", "has everything that was captured");
    }

    @Test
    void aTimelineOfUnknownStartCountsAsALoss() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();

        assertThat(seen(watch, new SourceLog("7", "00000002", "tuesday", 5000)))
                .contains("of unknown start", "pg_read_server_files");
    }

    @Test
    void anotherClusterIsALoss() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();

        assertThat(seen(watch, new SourceLog("8", "00000001", "tuesday", 5000))).contains("another cluster");
    }

    @Test
    void whatLandsWhileTheSourceIsAwayCounts() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();
        captured = OptionalLong.of(1200);
        watch.away();
        // By then what the new server does has landed, too.
        captured = OptionalLong.of(9000);

        // Seen last at 1000, captured up to 1200.
        assertThat(seen(watch, new SourceLog("7", "00000002", "tuesday", 9000), OptionalLong.of(1100)))
                .contains("went back from 0/4B0 to 0/44C");
    }

    @Test
    void aRestoreWithinATimelineShowsInWhatHasLandedByNow() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();
        captured = OptionalLong.of(1200);

        assertThat(seen(watch, new SourceLog("7", "00000001", "tuesday", 1100)))
                .contains("went back from 0/4B0 to 0/44C");
        captured = OptionalLong.of(1100);
        assertThat(seen(watch, new SourceLog("7", "00000001", "tuesday", 1100))).isEmpty();
    }

    @Test
    void whatWasOnDiskAndNeverCapturedIsNoLoss() throws Exception {
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, new SourceLog("7", "00000001", "monday", 1500))).isEmpty();
        watch.away();

        assertThat(seen(watch, new SourceLog("7", "00000002", "tuesday", 1400), OptionalLong.of(1300)))
                .isEmpty();
    }

    @Test
    void withoutAnAnswerOfTheWarehouseWhatWasOnDiskCounts() throws Exception {
        captured = OptionalLong.empty();
        WalContinuityMonitor watch = watch();
        assertThat(seen(watch, FIRST)).isEmpty();

        assertThat(seen(watch, new SourceLog("7", "00000001", "tuesday", 900))).contains("went back");
    }
}
