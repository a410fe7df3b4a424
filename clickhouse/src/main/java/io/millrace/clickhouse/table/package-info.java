/** Storage tables and their views: DDL, catalog, how they follow the source. */
@NullMarked
package io.millrace.clickhouse.table;

import org.jspecify.annotations.NullMarked;
