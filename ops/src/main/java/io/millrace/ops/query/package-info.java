/** Statements of people for the warehouse, by a login that may only read. */
@NullMarked
package io.millrace.ops.query;

import org.jspecify.annotations.NullMarked;
