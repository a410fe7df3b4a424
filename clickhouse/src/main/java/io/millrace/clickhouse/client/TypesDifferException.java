package io.millrace.clickhouse.client;

import io.millrace.core.warehouse.WarehouseException;
import org.jspecify.annotations.Nullable;

/**
 * The server may have columns of other types than the bytes of rows were made for, or are to be read as: the catalog tells.
 */
public final class TypesDifferException extends RuntimeException {
    private final @Nullable WarehouseException refusal;

    public TypesDifferException(String message) {
        super(message);
        this.refusal = null;
    }

    TypesDifferException(WarehouseException refusal) {
        super(refusal.getMessage(), refusal);
        this.refusal = refusal;
    }

    /** What to throw where the types are the same: then the data is at fault. */
    public RuntimeException orFault() {
        return refusal == null ? this : refusal;
    }
}
