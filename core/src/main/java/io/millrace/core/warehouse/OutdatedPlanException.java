package io.millrace.core.warehouse;

import io.millrace.core.event.TableId;

/**
 * Another process has altered a table since a batch for it was planned. What is written of the batch stays right; who planned it plans
 * it again, with {@link Warehouse#describe} as it answers now.
 */
public final class OutdatedPlanException extends RuntimeException {
    /** @param difference between the plan and the table; names and types, no values */
    public OutdatedPlanException(TableId table, String difference) {
        super(table + " is no longer as its changes were planned for: " + difference);
    }
}
