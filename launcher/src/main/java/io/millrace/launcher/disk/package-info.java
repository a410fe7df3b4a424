/** Room on the disk for a stack: what must be free, and how large logs may become. */
@NullMarked
package io.millrace.launcher.disk;

import org.jspecify.annotations.NullMarked;
