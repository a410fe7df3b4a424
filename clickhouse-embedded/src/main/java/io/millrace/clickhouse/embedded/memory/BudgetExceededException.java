package io.millrace.clickhouse.embedded.memory;

import java.io.IOException;

/** Other requests hold the memory that this one needs; it can be sent again. */
public final class BudgetExceededException extends IOException {
    BudgetExceededException(String message) {
        super(message);
    }
}
