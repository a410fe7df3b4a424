/** Records of the API about dead letters: lists, details, dry runs, actions. */
@NullMarked
package io.millrace.ops.api.deadletter;

import org.jspecify.annotations.NullMarked;
