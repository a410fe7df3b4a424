/** Maps the configuration to the settings of each adapter: one class per adapter. */
@NullMarked
package io.millrace.wiring;

import org.jspecify.annotations.NullMarked;
