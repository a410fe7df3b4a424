/** {@code ./millrace dead-letters}: asks and tells ops, which does the work. */
@NullMarked
package io.millrace.launcher.letters;

import org.jspecify.annotations.NullMarked;
