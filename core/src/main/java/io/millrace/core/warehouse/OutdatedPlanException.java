package io.millrace.core.warehouse;

import io.millrace.core.event.TableId;

/**
 * Another process has altered a table since a batch for it was planned. Nothing of the batch was written: who planned it plans it
 * again, with {@link Warehouse#describe} as it answers now.
 */
public final class OutdatedPlanException extends RuntimeException {
    public OutdatedPlanException(TableId table) {
        super(table + " has been altered by another process since its changes were planned");
    }
}
