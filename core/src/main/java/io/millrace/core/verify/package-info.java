/** Comparison of a source table and its copy in the warehouse, by content. */
@NullMarked
package io.millrace.core.verify;

import org.jspecify.annotations.NullMarked;
