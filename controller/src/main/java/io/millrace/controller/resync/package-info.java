/** Resyncs: requests, their order and progress, and the barrier after them. */
@NullMarked
package io.millrace.controller.resync;

import org.jspecify.annotations.NullMarked;
