/** The database {@code millrace}: what the pipeline and the probe record about themselves. */
@NullMarked
package io.millrace.clickhouse.bookkeeping;

import org.jspecify.annotations.NullMarked;
