package io.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.executor.ExecutorReport.LastRead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExecutorReportsTest {
    private final AtomicLong clock = new AtomicLong();
    private final ExecutorReports reports = new ExecutorReports(clock::get);

    @Test
    void slotsAreThoseOfTheExecutorsThatAreThere() {
        reports.registered("0", "a", 2);
        reports.registered("1", "b", 3);
        assertThat(reports.slots()).isEqualTo(5);
        reports.removed("0");
        assertThat(reports.slots()).isEqualTo(3);
        assertThat(reports.count()).isEqualTo(1);
    }

    @Test
    void aFailureNamesItsExecutor() {
        reports.registered("0", "a", 1);
        reports.registered("1", "b", 1);
        reports.reported(report("0", null, null));
        assertThat(reports.failure()).isEmpty();
        reports.reported(report("1", null, "no rights"));
        assertThat(reports.failure()).contains("executor 1 on b: no rights");
        reports.removed("1");
        assertThat(reports.failure()).isEmpty();
    }

    @Test
    void whatAWriterRetriesShowsUntilItGoesOn() {
        reports.registered("1", "b", 1);
        reports.reported(report("1", "could not write, tries again", null));
        assertThat(reports.problem()).contains("executor 1 on b: could not write, tries again");
        reports.reported(report("1", null, null));
        assertThat(reports.problem()).isEmpty();
    }

    @Test
    void aSilentExecutorIsAProblem() {
        reports.registered("1", "b", 1);
        clock.addAndGet(ExecutorReports.SILENT.plus(Duration.ofSeconds(2)).toNanos());
        assertThat(reports.problem()).contains("executor 1 on b has not reported for 12 s");
        reports.reported(report("1", null, null));
        assertThat(reports.problem()).isEmpty();
    }

    @Test
    void aPartitionThatHasMovedCountsByItsFurthestRecord() {
        reports.registered("0", "a", 1);
        reports.registered("1", "b", 1);
        reports.reported(report("0", new LastRead("t", 0, 5, 50), new LastRead("t", 1, 7, 70)));
        reports.reported(report("1", new LastRead("t", 0, 9, 90)));
        assertThat(reports.lastRead()).hasSize(2);
        assertThat(reports.lastRead())
                .hasEntrySatisfying(0, read -> assertThat(read.offset()).isEqualTo(9))
                .hasEntrySatisfying(1, read -> assertThat(read.loggedAtMillis()).isEqualTo(70));
    }

    @Test
    void aReportWithoutMetricsLeavesThoseOfBefore() {
        reports.registered("0", "a", 1);
        reports.reported(new ExecutorReport("0", "a", true, null, null, List.of(), "m 1\n"));
        reports.reported(report("0", null, null));
        assertThat(reports.metrics()).containsEntry("0", "m 1\n");
        assertThat(reports.isOpen()).isFalse();
    }

    @Test
    void aReportOfAnExecutorThatIsGoneIsIgnored() {
        reports.reported(report("7", null, "too late"));
        assertThat(reports.failure()).isEmpty();
    }

    private static ExecutorReport report(String id, @Nullable String problem, @Nullable String failure) {
        return new ExecutorReport(id, id.equals("0") ? "a" : "b", false, problem, failure, List.of(), null);
    }

    private static ExecutorReport report(String id, LastRead... read) {
        return new ExecutorReport(id, "h", true, null, null, List.of(read), null);
    }
}
