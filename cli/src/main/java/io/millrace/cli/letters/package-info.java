/** {@code millrace dead-letters}: asks ops, which does the work. */
@NullMarked
package io.millrace.cli.letters;

import org.jspecify.annotations.NullMarked;
