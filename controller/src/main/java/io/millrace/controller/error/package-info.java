/** Failures of the controller, retryable or not. */
@NullMarked
package io.millrace.controller.error;

import org.jspecify.annotations.NullMarked;
