/** The commands of {@code ./millrace bench}. */
@NullMarked
package io.millrace.bench.command;

import org.jspecify.annotations.NullMarked;
