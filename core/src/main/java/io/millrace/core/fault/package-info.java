/** Failpoints: named points at which a test may kill a process. */
@NullMarked
package io.millrace.core.fault;

import org.jspecify.annotations.NullMarked;
