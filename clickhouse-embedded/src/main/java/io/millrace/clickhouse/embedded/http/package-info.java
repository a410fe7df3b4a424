/**
 * ClickHouse's HTTP interface, as far as its clients use it.
 *
 * <p>One statement is this interface's own, sent as any other, by POST: {@code SYSTEM SYNC FILE SYSTEM} returns when all that was
 * inserted before is on the disk and survives a power cut. A ClickHouse server does not know it (code 62, SYNTAX_ERROR). Its own
 * {@code SYSTEM SYNC FILE CACHE} does as much for every disk of the machine. If the disk has failed to take something since the
 * process began, the answer is code 204, CANNOT_FSYNC, until it is restarted.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.clickhouse.embedded.http;
