/** Findings of {@code doctor}: what is wrong with a system before its use, and the fix. */
@NullMarked
package io.millrace.core.doctor;

import org.jspecify.annotations.NullMarked;
