/** Which of several controllers of a source is the active one. */
@NullMarked
package io.millrace.controller.lease;

import org.jspecify.annotations.NullMarked;
