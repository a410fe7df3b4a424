package io.millrace.pipeline.executor;

import io.millrace.core.event.StreamPosition;
import io.millrace.pipeline.job.ExecutorWriters;
import java.util.Map;
import java.util.Optional;

/** The writers of the job, seen from the driver: the one of this process, or those of the executors as they have reported. */
public sealed interface Writers {
    /** The writers of a job. */
    static Writers of(boolean inThisProcess) {
        return inThisProcess ? new Local() : new Remote(MillracePlugin.reports());
    }

    /** Why a writer has stopped for good; empty while all run. */
    Optional<RuntimeException> failure();

    /** What is retried and why, in one line; empty while healthy. */
    Optional<String> problem();

    /** Whether tasks have begun to submit records. */
    boolean isOpen();

    /** The last record of each partition that was submitted to a writer. */
    Map<Integer, StreamPosition> lastRead();

    /** In Prometheus' text format. */
    String metrics();

    /** The one of this process. */
    record Local() implements Writers {
        @Override
        public Optional<RuntimeException> failure() {
            return ExecutorWriters.state().failure();
        }

        @Override
        public Optional<String> problem() {
            return ExecutorWriters.state().problem();
        }

        @Override
        public boolean isOpen() {
            return ExecutorWriters.isOpen();
        }

        @Override
        public Map<Integer, StreamPosition> lastRead() {
            return ExecutorWriters.lastRead();
        }

        @Override
        public String metrics() {
            return ExecutorWriters.registry().scrape();
        }
    }

    /** Those of the executors. */
    record Remote(ExecutorReports reports) implements Writers {
        @Override
        public Optional<RuntimeException> failure() {
            return reports.failure().map(IllegalStateException::new);
        }

        @Override
        public Optional<String> problem() {
            return reports.problem();
        }

        @Override
        public boolean isOpen() {
            return reports.isOpen();
        }

        @Override
        public Map<Integer, StreamPosition> lastRead() {
            return reports.lastRead();
        }

        @Override
        public String metrics() {
            return MetricsPage.of(ExecutorWriters.registry().scrape(), reports.metrics());
        }
    }
}
