/** The commands of {@code millrace} that act on a running Millrace, on this machine or elsewhere, by the ops API. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
