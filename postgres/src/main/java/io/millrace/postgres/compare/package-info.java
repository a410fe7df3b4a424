/** Rows of a table in ranges of its key, from the source or a standby, to be compared with the warehouse. */
@NullMarked
package io.millrace.postgres.compare;

import org.jspecify.annotations.NullMarked;
