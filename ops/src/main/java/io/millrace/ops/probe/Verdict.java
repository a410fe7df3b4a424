package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.ServiceSample;

/**
 * How a service fares.
 *
 * @param detail in words a person understands; empty where all is well
 */
record Verdict(ServiceSample.State state, String detail) {
    static Verdict up() {
        return new Verdict(ServiceSample.State.UP, "");
    }

    /** It answers, but does not do its work. */
    static Verdict degraded(String detail) {
        return new Verdict(ServiceSample.State.DEGRADED, detail);
    }

    static Verdict down(String detail) {
        return new Verdict(ServiceSample.State.DOWN, detail);
    }
}
