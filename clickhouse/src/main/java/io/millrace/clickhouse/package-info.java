/** The ClickHouse adapter: the warehouse port over the official Java client. */
@NullMarked
package io.millrace.clickhouse;

import org.jspecify.annotations.NullMarked;
