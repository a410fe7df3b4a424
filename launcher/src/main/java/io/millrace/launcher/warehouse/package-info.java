/** Short questions to the warehouse, over its HTTP interface alone: a command must answer within a blink. */
@NullMarked
package io.millrace.launcher.warehouse;

import org.jspecify.annotations.NullMarked;
