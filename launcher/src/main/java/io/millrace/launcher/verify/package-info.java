/** What comparing source and warehouse has found out, for people and for scripts. */
@NullMarked
package io.millrace.launcher.verify;

import org.jspecify.annotations.NullMarked;
