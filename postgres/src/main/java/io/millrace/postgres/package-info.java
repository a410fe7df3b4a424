/** The source as all that talk to it need it: its address, short statements, LSNs, quoted names. */
@NullMarked
package io.millrace.postgres;

import org.jspecify.annotations.NullMarked;
