/** Storage tables and their views: names, DDL, catalogue. */
@NullMarked
package io.millrace.clickhouse.table;

import org.jspecify.annotations.NullMarked;
