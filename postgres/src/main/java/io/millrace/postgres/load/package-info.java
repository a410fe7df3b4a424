/** What a load reads: one snapshot of some tables, their columns and types, rows by their keys. */
@NullMarked
package io.millrace.postgres.load;

import org.jspecify.annotations.NullMarked;
