/** The client of the ops API, and where that is. */
@NullMarked
package io.millrace.cli.ops;

import org.jspecify.annotations.NullMarked;
