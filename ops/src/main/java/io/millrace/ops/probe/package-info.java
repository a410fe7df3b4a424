/** Samples the other systems and writes the samples into the warehouse; no other part of ops connects to them. */
@NullMarked
package io.millrace.ops.probe;

import org.jspecify.annotations.NullMarked;
