/** From the configuration to the settings of each adapter, once: one class for each adapter. */
@NullMarked
package io.millrace.wiring;

import org.jspecify.annotations.NullMarked;
