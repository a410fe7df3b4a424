/** Topics, publication, slot and connector, made and kept. */
@NullMarked
package io.millrace.controller.capture;

import org.jspecify.annotations.NullMarked;
