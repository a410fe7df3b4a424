package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;

/**
 * The state of a service.
 *
 * @param detail in plain words; empty while healthy
 */
record ServiceVerdict(ServiceSample.State state, String detail) {
    static ServiceVerdict up() {
        return new ServiceVerdict(ServiceSample.State.UP, "");
    }

    /** It answers, but does not do its work. */
    static ServiceVerdict degraded(String detail) {
        return new ServiceVerdict(ServiceSample.State.DEGRADED, detail);
    }

    static ServiceVerdict down(String detail) {
        return new ServiceVerdict(ServiceSample.State.DOWN, detail);
    }
}
