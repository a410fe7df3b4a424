/** How bodies are packed: ClickHouse's compressed blocks and the content codings of HTTP. */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.codec;
