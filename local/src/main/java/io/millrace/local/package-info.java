/** What servers on this machine need: where they are installed, their files, ports and secrets. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
