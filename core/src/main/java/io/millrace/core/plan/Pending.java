package io.millrace.core.plan;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;

/**
 * A decoded record that has not landed.
 *
 * @param record the record, kept for its bytes should it become a dead letter
 * @param event what it says
 */
public record Pending(LogRecord record, ChangeEvent event) {}
