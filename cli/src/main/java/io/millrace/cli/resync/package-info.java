/** Loads of tables, as a terminal shows them. */
@NullMarked
package io.millrace.cli.resync;

import org.jspecify.annotations.NullMarked;
