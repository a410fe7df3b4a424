/** As much of ClickHouse's SQL as the HTTP interface must see: where a statement ends, its format, where its data begin. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.sql;
