package io.millrace.core.duty;

import java.time.Instant;

/**
 * The status of a duty.
 *
 * @param name what it does: {@code resync}, {@code topics} …
 * @param failing whether it has failed and not worked for a while since
 * @param since when it first failed, if failing; else when it began to work
 * @param failures how often it has failed since the process began
 * @param detail why, in one line; empty if it works
 */
public record DutyStatus(String name, boolean failing, Instant since, long failures, String detail) {}
