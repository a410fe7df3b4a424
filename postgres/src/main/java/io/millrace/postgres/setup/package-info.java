/** Prepares a source for capture with the least rights: role, publication, replication slot. */
@NullMarked
package io.millrace.postgres.setup;

import org.jspecify.annotations.NullMarked;
