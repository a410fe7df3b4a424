/** Alert rules: what is measured, thresholds, durations, and advice. */
@NullMarked
package io.millrace.ops.alert;

import org.jspecify.annotations.NullMarked;
