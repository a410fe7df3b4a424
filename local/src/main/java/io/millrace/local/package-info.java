/** Real servers on this machine, for the launcher and for tests: what to run, when it is ready, where it listens. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
