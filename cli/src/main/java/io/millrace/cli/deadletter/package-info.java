/** {@code millrace dead-letters}: asks ops, which does the work. */
@NullMarked
package io.millrace.cli.deadletter;

import org.jspecify.annotations.NullMarked;
