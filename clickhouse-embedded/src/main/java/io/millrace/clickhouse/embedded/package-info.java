/** The process that runs the ClickHouse engine (libchdb) behind ClickHouse's own HTTP interface. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded;
