/** The step between source and log: topics, publication, slot and connector, made and kept. */
@NullMarked
package io.millrace.launcher.capture;

import org.jspecify.annotations.NullMarked;
