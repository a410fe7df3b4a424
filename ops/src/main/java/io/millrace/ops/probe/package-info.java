/** Samples the other systems and writes what it saw into the warehouse; nothing else of ops talks to them. */
@NullMarked
package io.millrace.ops.probe;

import org.jspecify.annotations.NullMarked;
