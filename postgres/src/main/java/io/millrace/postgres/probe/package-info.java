/** Samples of the replication slot and the WAL, and the logical messages that mark positions in it. */
@NullMarked
package io.millrace.postgres.probe;

import org.jspecify.annotations.NullMarked;
