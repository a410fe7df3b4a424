/** Queries of the warehouse, one class per subject; the only package with SQL. */
@NullMarked
package io.millrace.ops.warehouse;

import org.jspecify.annotations.NullMarked;
