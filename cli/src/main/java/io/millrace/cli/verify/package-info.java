/** What comparing source and warehouse has found out, for a terminal and for scripts. */
@NullMarked
package io.millrace.cli.verify;

import org.jspecify.annotations.NullMarked;
