package io.millrace.pipeline.job;

/** The pipeline cannot start; the message is one line that says why and what to do. */
public final class StartRefused extends RuntimeException {
    public StartRefused(String message) {
        super(message);
    }
}
