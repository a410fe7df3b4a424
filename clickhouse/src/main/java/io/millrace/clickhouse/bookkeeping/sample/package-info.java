/** Samples of the other systems, as the probe takes them. */
@NullMarked
package io.millrace.clickhouse.bookkeeping.sample;

import org.jspecify.annotations.NullMarked;
