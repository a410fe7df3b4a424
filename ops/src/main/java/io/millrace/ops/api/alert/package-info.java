/** Records of the API about alerts and their messages. */
@NullMarked
package io.millrace.ops.api.alert;

import org.jspecify.annotations.NullMarked;
