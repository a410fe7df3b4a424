/** How far what is durable has come, of which change stream, and who may write on. */
@NullMarked
package io.millrace.clickhouse.bookkeeping.progress;

import org.jspecify.annotations.NullMarked;
