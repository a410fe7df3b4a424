/** Golden cases of the decoder, recorded from the real chain. */
@NullMarked
package io.millrace.e2e.golden;

import org.jspecify.annotations.NullMarked;
