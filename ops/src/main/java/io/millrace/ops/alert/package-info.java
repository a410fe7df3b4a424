/** Alert rules: what is measured, when it is too much, since when, and what to do about it. */
@NullMarked
package io.millrace.ops.alert;

import org.jspecify.annotations.NullMarked;
