package io.millrace.core.warehouse;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The term of a pipeline: its right to write for its source until another one begins. Terms are numbered; the highest
 * counts.
 *
 * @param number how many terms had begun by then
 * @param owner names the pipeline: of two that began at the same moment the one with the higher name has the right
 * @param log the log of which it records progress, see {@link Warehouse#log}; empty if that is not known yet
 */
public record WriterTerm(long number, String owner, String log) implements Serializable {
    public WriterTerm {
        requireNonNull(owner, "owner is null");
        requireNonNull(log, "log is null");
    }

    /** The same, for a log. */
    public WriterTerm of(String log) {
        return new WriterTerm(number, owner, log);
    }
}
