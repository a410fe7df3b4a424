/** ClickHouse's HTTP interface: requests, answers, errors. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.http;
