/** Alert rules in words, and numbers as alerts show them. */
@NullMarked
package io.millrace.ops.alert.rule;

import org.jspecify.annotations.NullMarked;
