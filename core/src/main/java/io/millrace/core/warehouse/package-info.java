/** The port to the warehouse; its Javadoc is the delivery contract. */
@NullMarked
package io.millrace.core.warehouse;

import org.jspecify.annotations.NullMarked;
