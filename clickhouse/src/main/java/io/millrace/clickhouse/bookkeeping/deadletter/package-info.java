/** Dead letters and what was done about them. */
@NullMarked
package io.millrace.clickhouse.bookkeeping.deadletter;

import org.jspecify.annotations.NullMarked;
