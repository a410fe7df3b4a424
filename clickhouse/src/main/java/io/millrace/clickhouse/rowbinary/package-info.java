/** ClickHouse's RowBinary format: from rows to bytes. */
@NullMarked
package io.millrace.clickhouse.rowbinary;

import org.jspecify.annotations.NullMarked;
