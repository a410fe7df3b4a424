/** A thin layer over ClickHouse's official Java client: queries, commands, inserts, and what its errors mean. */
@NullMarked
package io.millrace.clickhouse.client;

import org.jspecify.annotations.NullMarked;
