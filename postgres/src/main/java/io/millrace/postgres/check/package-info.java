/** Checks of a source before its capture; each finding has the statement that fixes it. */
@NullMarked
package io.millrace.postgres.check;

import org.jspecify.annotations.NullMarked;
