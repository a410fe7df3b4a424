/** What ops asks the warehouse, one class a subject; the only package that holds SQL. */
@NullMarked
package io.millrace.ops.warehouse;

import org.jspecify.annotations.NullMarked;
